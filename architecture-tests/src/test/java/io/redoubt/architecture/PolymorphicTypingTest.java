package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("JSON never chooses classes;")
final class PolymorphicTypingTest {

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(PolymorphicTyping.rule());
    }

    @Test
    @DisplayName("this fires on class names in annotations and on default typing, and not on names of our own")
    void fires() {
        assertThat(Fixture.of("typing").violationsOf(PolymorphicTyping.rule()))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("@JsonTypeInfo by class name on Class")
                                .contains("TypedClass"),
                        line -> assertThat(line)
                                .startsWith("@JsonTypeInfo by class name on Method")
                                .contains("getter"),
                        line -> assertThat(line)
                                .startsWith("@JsonTypeInfo by class name on Parameter")
                                .contains("setter"),
                        line -> assertThat(line).contains("DefaultTyping.bad(", "activateDefaultTyping("));
    }
}
