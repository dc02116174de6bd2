package io.redoubt.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The key that routes a command")
final class CommandKeyFinderTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET k", "set k v", "DEL k l", "MEMORY USAGE k", "object encoding k", "XINFO STREAM k"})
    @DisplayName("is its first key")
    void first(String command) {
        assertThat(CommandKeyFinder.of(command.split(" "))).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING",
                "SCRIPT FLUSH",
                "keys *",
                "TIME",
                "EVAL x 1 k",
                "EVALSHA_RO x 1 k",
                "GET",
                "MEMORY DOCTOR"
            })
    @DisplayName("is not guessed if there is none, or if it is another argument")
    void none(String command) {
        assertThatThrownBy(() -> CommandKeyFinder.of(command.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("onEveryMaster");
    }
}
