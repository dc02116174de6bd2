package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Nothing uses Java serialization;")
final class JavaSerializationTest {

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(JavaSerialization.rule());
    }

    @Test
    @DisplayName("this fires on markers, streams and hooks, and not on exceptions with their version")
    void fires() {
        assertThat(Fixture.of("serialization").violationsOf(JavaSerialization.rule()))
                .anyMatch(line -> line.endsWith("IsSerializable is made serializable"))
                .anyMatch(line -> line.contains("UsesStreams.bad(") && line.contains("ObjectInputStream.readObject()"))
                .anyMatch(line -> line.endsWith("HasHook.readResolve() is a hook of Java serialization"))
                .noneMatch(line -> line.contains("FineException"));
    }
}
