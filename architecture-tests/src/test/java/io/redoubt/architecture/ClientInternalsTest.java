package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver uses what its client promises to keep;")
final class ClientInternalsTest {

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(ClientInternals.rule());
    }

    @Test
    @DisplayName("this fires on each kind of what is not promised, and on nothing else")
    void fires() {
        List<String> lines = Fixture.of("clientinternals").violationsOf(ClientInternals.rule());
        assertThat(lines)
                .allMatch(line -> line.contains(".Uses") || line.contains(".Overrides"))
                .anyMatch(line -> line.contains("UsesInternalPackage"))
                .anyMatch(line -> line.contains("UsesProtocol"))
                .anyMatch(line -> line.contains("UsesExperimentalType"))
                .anyMatch(line -> line.contains("UsesExperimentalMember"))
                .anyMatch(line -> line.contains("OverridesExperimentalMember"));
    }
}
