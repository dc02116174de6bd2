package io.redoubt.redis.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A command")
final class CommandTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] VALUE = {0, -1, 13, 10};

    @Nested
    @DisplayName("has its arguments in the order of the wire")
    final class Arguments {

        @Test
        @DisplayName("the key first and routing, where it is about one key")
        void keyed() {
            Command command = Command.keyed("SET", KEY, VALUE, Command.ascii("PX"), Command.ascii(100));

            assertThat(command.name()).isEqualTo("SET");
            assertThat(command.arguments()).containsExactly(KEY, VALUE, "PX".getBytes(UTF_8), "100".getBytes(UTF_8));
            assertThat(command.routingKey()).isSameAs(KEY);
        }

        @Test
        @DisplayName("the same arrays that were handed in, binary and all")
        void notCopied() {
            assertThat(Command.keyed("SET", KEY, VALUE).arguments().get(1)).isSameAs(VALUE);
        }

        @Test
        @DisplayName("without a routing key, where it is about none")
        void keyless() {
            Command command = Command.keyless("INFO", Command.ascii("server"));

            assertThat(command.routingKey()).isNull();
            assertThat(command.arguments()).containsExactly("server".getBytes(UTF_8));
        }

        @Test
        @DisplayName("with a routing key in any place")
        void keyedAt() {
            List<byte[]> arguments =
                    new ArrayList<>(List.of(Command.ascii("COUNT"), Command.ascii(1), Command.ascii("STREAMS"), KEY));
            Command command = Command.keyedAt(3, "XREAD", arguments);
            arguments.clear();

            assertThat(command.routingKey()).isSameAs(KEY);
            assertThat(command.arguments()).hasSize(4);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 2, 100})
        @DisplayName("with no routing key outside of them")
        void keyOutside(int index) {
            assertThatThrownBy(() -> Command.keyedAt(index, "XREAD", List.of(KEY, VALUE)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("within its 2 arguments: " + index);
        }

        @Test
        @DisplayName("that nobody can change")
        void unmodifiable() {
            List<byte[]> arguments = Command.keyed("GET", KEY).arguments();

            assertThatThrownBy(() -> arguments.add(VALUE)).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        @DisplayName("numbers in decimal")
        void numbers() {
            assertThat(Command.ascii(Long.MIN_VALUE)).asString(UTF_8).isEqualTo("-9223372036854775808");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "Get", "CONFIG SET", "GET\r\n", "KEYS\u0000", "\u212AEYS", "\uFF27ET"})
    @DisplayName("has a name of upper-case ASCII, so that no spelling of it escapes the deny list")
    void name(String name) {
        assertThatThrownBy(() -> Command.keyless(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "JSON.GET", "EVAL_RO", "FT._LIST", "RESTORE-ASKING", "BF2"})
    @DisplayName("may have any name that servers and their modules use")
    void goodName(String name) {
        assertThat(Command.keyless(name).name()).isEqualTo(name);
    }

    @Test
    @DisplayName("shows its name and sizes, never a key or a value")
    void shown() {
        assertThat(Command.keyed("SET", "secret-key".getBytes(UTF_8), "secret".getBytes(UTF_8)))
                .hasToString("SET(2 arguments, 16 bytes)");
    }
}
