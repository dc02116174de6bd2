package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Raw JSON")
final class RawJsonTest {

    @Test
    @DisplayName("is its text, whatever that is, and equal to the same text")
    void text() {
        RawJson json = RawJson.of("{ \"a\": 1 }");
        assertThat(json.text()).isEqualTo("{ \"a\": 1 }");
        assertThat(json)
                .isEqualTo(RawJson.of("{ \"a\": 1 }"))
                .hasSameHashCodeAs(RawJson.of("{ \"a\": 1 }"))
                .isNotEqualTo(RawJson.of("{\"a\":1}"))
                .isNotEqualTo(RawJson.of("{ \"a\": 2 }"))
                .isNotEqualTo("{ \"a\": 1 }");
        assertThat(RawJson.of("no JSON").text()).isEqualTo("no JSON");
    }

    @Test
    @DisplayName("shows its length, and not its text")
    void redacted() {
        assertThat(RawJson.of("{\"card\":4111}")).hasToString("RawJson[13 characters]");
    }

    @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
    @Test
    @DisplayName("is not null")
    void missing() {
        assertThatThrownBy(() -> RawJson.of(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the JSON text is null");
    }
}
