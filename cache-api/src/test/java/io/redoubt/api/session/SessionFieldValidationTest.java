package io.redoubt.api.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The metadata of a session")
final class SessionFieldValidationTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1", "a\nb", "{", "\uD83D\uDE80", "\uFFFD"})
    @DisplayName("is any text")
    void any(String text) {
        assertThat(NewSession.of("user").metadata("agent", text).metadata()).containsEntry("agent", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE80", "a\uD83Db", "\uDE80\uD83D"})
    @DisplayName("is refused if half a surrogate pair is in it, which no encoder would give back")
    void halfPair(String text) {
        assertThatThrownBy(() -> NewSession.of("user").metadata("agent", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'agent'")
                .hasMessageContaining("half a surrogate pair");
        assertThatThrownBy(() -> SessionUpdate.none().metadata("agent", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @Test
    @DisplayName("has up to 1024 bytes of UTF-8")
    void length() {
        String longest = "\uD83D\uDE80".repeat(NewSession.MAX_METADATA_BYTES / 4);
        assertThat(NewSession.of("user").metadata("agent", longest).metadata()).containsEntry("agent", longest);
        assertThatThrownBy(() -> NewSession.of("user").metadata("agent", longest + "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("longer than " + NewSession.MAX_METADATA_BYTES);
    }

    @Test
    @DisplayName("of a bad name is refused by a message that shows the name in part, and harmlessly")
    void badName() {
        assertThatThrownBy(() -> NewSession.of("user").metadata("\n".repeat(100), "\uD83D"))
                .isInstanceOf(InvalidInputException.class)
                .message()
                .hasSizeLessThan(300)
                .doesNotContain("\n");
    }

    @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
    @Test
    @DisplayName("belongs to a user, whose id is called so if it is bad")
    void userId() {
        assertThatThrownBy(() -> NewSession.of("a{b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bad user id 'a{b'");
        assertThatThrownBy(() -> NewSession.of(null)).hasMessageContaining("the user id is null");
    }
}
