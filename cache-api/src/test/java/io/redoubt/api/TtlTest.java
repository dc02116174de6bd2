package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A time to live")
final class TtlTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "PT1S", "PT30M", "P3650D"})
    @DisplayName("is from 1 ms to 3650 days")
    void bounds(Duration duration) {
        assertThat(Ttl.of(duration).expiring("x")).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0S",
                "PT-1S",
                "PT-0.001S",
                "PT0.000000001S",
                "PT0.000999999S",
                "P3650DT0.000000001S",
                "P3651D",
                "PT2562047788015215H30M7S",
                "PT-2562047788015215H-30M-8S"
            })
    @DisplayName("is refused outside of these bounds, with the value, the bounds and the remedy")
    void outOfBounds(Duration duration) {
        assertThatThrownBy(() -> Ttl.of(duration))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is " + duration)
                .hasMessageContaining("from 1 ms to 3650 days")
                .hasMessageContaining("Ttl.permanent()");
    }

    @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
    @Test
    @DisplayName("is never missing")
    void missing() {
        assertThatThrownBy(() -> Ttl.of(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("missing (null)");
        assertThatThrownBy(() -> Ttl.required(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Ttl.of(duration)");
        Ttl ttl = Ttl.permanent();
        assertThat(Ttl.required(ttl)).isSameAs(ttl);
    }

    @ParameterizedTest
    @CsvSource({"PT0.001999999S,PT0.001S", "PT1.000500S,PT1S", "PT59.9999999S,PT59.999S"})
    @DisplayName("has whole milliseconds: fractions are cut off")
    void milliseconds(Duration given, Duration kept) {
        assertThat(Ttl.of(given)).isEqualTo(Ttl.of(kept)).hasToString(kept.toString());
    }

    @Test
    @DisplayName("for ever must be spelled out, and is refused for what is to expire, naming it")
    void permanent() {
        assertThat(Ttl.permanent()).isEqualTo(Ttl.permanent()).hasToString("permanent");
        assertThatThrownBy(() -> Ttl.permanent().expiring("session 's1'"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("session 's1' cannot be permanent: pass Ttl.of(duration)");
    }
}
