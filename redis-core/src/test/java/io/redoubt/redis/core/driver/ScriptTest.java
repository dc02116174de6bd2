package io.redoubt.redis.core.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.spi.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A script")
final class ScriptTest {

    private final Script script = Script.of("add.lua", "return 1");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``,da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "return 1,e0e1f9fabfc9d4800c877a703b823ac0578ff8db",
                "return '\u00E9',6832e39b721242dbb406e4bf358bfebb712064d7"
            })
    @DisplayName("is known by the SHA-1 of its source in UTF-8, in lower-case hexadecimal")
    void digest(String source, String sha1) {
        assertThat(Script.of("x.lua", source).sha1()).isEqualTo(sha1);
    }

    @Test
    @DisplayName("is called by digest with the number of keys, the keys and the arguments")
    void evalsha() {
        Command command = script.evalsha(bytes("k1", "k2"), bytes("a"));

        assertThat(command.name()).isEqualTo("EVALSHA");
        assertThat(texts(command)).containsExactly("e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "2", "k1", "k2", "a");
    }

    @Test
    @DisplayName("is called by source in the same way")
    void eval() {
        Command command = script.eval(bytes("k1"), bytes("a", "b"));

        assertThat(command.name()).isEqualTo("EVAL");
        assertThat(texts(command)).containsExactly("return 1", "1", "k1", "a", "b");
    }

    @Test
    @DisplayName("is routed by its first key, and so has one")
    void routing() {
        List<byte[]> keys = bytes("k1", "k2");

        assertThat(script.eval(keys, List.of()).routingKey()).isSameAs(keys.get(0));
        assertThat(script.evalsha(keys, List.of()).routingKey()).isSameAs(keys.get(0));
        assertThatThrownBy(() -> script.evalsha(List.of(), bytes("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one key");
    }

    @Test
    @DisplayName("shows its name and digest, not its source")
    void shown() {
        assertThat(script).hasToString("Script[add.lua e0e1f9fabfc9d4800c877a703b823ac0578ff8db]");
    }

    private static List<byte[]> bytes(String... texts) {
        return List.of(texts).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> texts(Command command) {
        return command.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.UTF_8))
                .toList();
    }
}
