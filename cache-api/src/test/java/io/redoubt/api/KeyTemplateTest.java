package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A key template")
final class KeyTemplateTest {

    @Nested
    @DisplayName("makes keys")
    final class MakesKeys {

        @Test
        @DisplayName("by putting the values into its places, in their order")
        void inOrder() {
            KeyTemplate template = KeyTemplate.of("guild:{guildId}:member:{userId}");

            assertThat(template.key("g7", 42)).isEqualTo("guild:g7:member:42");
            assertThat(template.names()).containsExactly("guildId", "userId");
        }

        @Test
        @DisplayName("without places as they stand")
        void withoutPlaces() {
            assertThat(KeyTemplate.of("server:motd").key()).isEqualTo("server:motd");
        }

        @Test
        @DisplayName("and shows itself without any value")
        void shown() {
            KeyTemplate template = KeyTemplate.of("user:{userId}:profile");

            assertThat(template.key("secret")).contains("secret");
            assertThat(template).hasToString("user:{userId}:profile");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{id}", "a", "a:{b}", "{a}:{b}", "{a}x:y{b}", "A.b_c-d/e:{f1_g}", "::{a}::"})
        @DisplayName("for every template of letters, digits and : . _ - / with a colon between places")
        void good(String template) {
            assertThat(KeyTemplate.of(template)).hasToString(template);
        }
    }

    @Nested
    @DisplayName("escapes in values")
    final class Escapes {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                ignoreLeadingAndTrailingWhitespace = false,
                value = {
                    "a:b|a%3Ab",
                    "a%3Ab|a%253Ab",
                    "{x}|%7Bx%7D",
                    "*|%2A",
                    "?|%3F",
                    "[a]|%5Ba%5D",
                    "\\|%5C",
                    "a b|a%20b",
                    "\u0000|%00",
                    "\u007F|%7F",
                    "\u0080|%C2%80",
                    "\u00E9|%C3%A9",
                    "e\u0301|e%CC%81",
                    "\u20AC|%E2%82%AC",
                    "\uD83D\uDE00|%F0%9F%98%80",
                    "\uD800\uDC00|%F0%90%80%80",
                    "\uDBFF\uDFFF|%F4%8F%BF%BF",
                    "\uFFFF|%EF%BF%BF"
                })
        @DisplayName("whatever means something in keys, and all that is not visible ASCII, as in RFC 3986")
        void escaped(String value, String inKey) {
            assertThat(KeyTemplate.of("v:{v}").key(value)).isEqualTo("v:" + inKey);
        }

        @Test
        @DisplayName("line ends of every kind")
        void lineEnds() {
            assertThat(KeyTemplate.of("v:{v}").key("\r\n\u0085\u2028")).isEqualTo("v:%0D%0A%C2%85%E2%80%A8");
        }

        @ParameterizedTest
        @ValueSource(strings = {"azAZ09", "-._~", "!\"#$&'()+,/;<=>@^`|", "a@b.example", "2026-11-23T00/Z"})
        @DisplayName("nothing else")
        void plain(String value) {
            assertThat(KeyTemplate.of("v:{v}").key(value)).isEqualTo("v:" + value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\uD800", "\uDC00", "a\uDBFFb", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
        @DisplayName("no half of a surrogate pair: that would give different values one key")
        void loneSurrogates(String value) {
            assertThatThrownBy(() -> KeyTemplate.of("user:{userId}").key(value))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("{userId}")
                    .hasMessageContaining("user:{userId}")
                    .hasMessageContaining("half a surrogate pair");
        }
    }

    @Nested
    @DisplayName("refuses values")
    final class RefusesValues {

        private final KeyTemplate template = KeyTemplate.of("guild:{guildId}:member:{userId}");

        @Test
        @DisplayName("that are too few or too many")
        void count() {
            assertThatThrownBy(() -> template.key("g7"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("2 places [guildId, userId]")
                    .hasMessageContaining("1 values");
            assertThatThrownBy(() -> template.key("g7", "42", "x"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("3 values");
            assertThatThrownBy(() -> KeyTemplate.of("fixed").key("x")).isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("that are empty, naming the place")
        void empty() {
            assertThatThrownBy(() -> template.key("g7", ""))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("{userId}")
                    .hasMessageContaining("is empty");
        }

        @Test
        @SuppressWarnings("NullAway")
        @DisplayName("that are null, naming the place")
        void nulls() {
            String missing = null;
            assertThatThrownBy(() -> template.key(missing, "42"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("{guildId}")
                    .hasMessageContaining("is null");
        }

        @Test
        @DisplayName("that make the key longer than 1024 bytes, without quoting them")
        void tooLong() {
            KeyTemplate short4 = KeyTemplate.of("abc:{v}");

            assertThat(short4.key("x".repeat(1020))).hasSize(1024);
            assertThatThrownBy(() -> short4.key("x".repeat(1021)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("longer than 1024 bytes")
                    .hasMessageContaining("1021 characters")
                    .hasMessageContaining("hash")
                    .hasMessageNotContaining("xxxx");
        }

        @Test
        @DisplayName("whose escaped form makes it too long")
        void tooLongEscaped() {
            KeyTemplate short4 = KeyTemplate.of("abc:{v}");

            assertThat(short4.key("\u20AC".repeat(113) + "abc")).hasSize(1024);
            assertThatThrownBy(() -> short4.key("\u20AC".repeat(113) + "abcd"))
                    .isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("that are too long only together with what follows them")
        void tooLongWithTheRest() {
            KeyTemplate suffixed = KeyTemplate.of("{v}:end");

            assertThat(suffixed.key("x".repeat(1020))).hasSize(1024);
            assertThatThrownBy(() -> suffixed.key("x".repeat(1021))).isInstanceOf(InvalidInputException.class);
        }
    }

    private static final KeyTemplate ONE = KeyTemplate.of("x:{id}");

    private enum Sign {
        PLUS("+"),
        MINUS("-") {
            @Override
            public String toString() {
                return "less";
            }
        };

        private final String sign;

        Sign(String sign) {
            this.sign = sign;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    private record Point(int x, int y) {}

    private record Holder(Object held) {}

    static Stream<Object> withoutText() {
        return Stream.of(
                new byte[] {1},
                new int[] {1},
                new Object(),
                (Runnable) () -> {},
                List.of((Object) new String[] {"a"}),
                List.of(List.of("a"), new byte[] {1}),
                Map.of("a", new Object()),
                Optional.of(new int[0]),
                Map.entry("a", new Object()),
                new Holder(new byte[] {1}),
                new Holder(new Holder(new Object())),
                List.of(Sign.PLUS),
                new CompletableFuture<>(),
                new Object() {
                    @Override
                    @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // what some classes do
                    public String toString() {
                        return null;
                    }
                },
                new Object() {
                    @Override
                    public String toString() {
                        throw new UnsupportedOperationException("no text for the secret 42");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("withoutText")
    @DisplayName("refuses values whose text is not the same for equal values")
    void identity(Object value) {
        assertThatThrownBy(() -> ONE.key(value))
                .isExactlyInstanceOf(InvalidInputException.class)
                .hasMessageContaining("{id}")
                .hasMessageNotContaining("secret");
    }

    @Test
    @DisplayName("puts an enum constant by its name, and other values by their text")
    void texts() {
        assertThat(ONE.key(Sign.PLUS)).isEqualTo("x:PLUS");
        assertThat(ONE.key(Sign.MINUS)).isEqualTo("x:MINUS");
        assertThat(ONE.key(42L)).isEqualTo("x:42");
        assertThat(ONE.key(new UUID(1, 2))).isEqualTo("x:00000000-0000-0001-0000-000000000002");
        assertThat(ONE.key(Instant.EPOCH)).isEqualTo("x:1970-01-01T00%3A00%3A00Z");
        assertThat(ONE.key(List.of("a", 1))).isEqualTo("x:%5Ba,%201%5D");
        assertThat(ONE.key(new Point(1, 2))).isEqualTo("x:Point%5Bx=1,%20y=2%5D");
        assertThat(ONE.key(Path.of("a"))).isEqualTo("x:a");
        assertThat(ONE.key('c')).isEqualTo("x:c");
        assertThat(ONE.key(true)).isEqualTo("x:true");
    }

    @Nested
    @DisplayName("is refused")
    final class IsRefused {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "``|1 to 1024 characters",
                    "user:{}|'{}' is not a name",
                    "user:{1}|'{1}' is not a name",
                    "user:{user id}|'{user id}' is not a name",
                    "user:{user-id}|'{user-id}' is not a name",
                    "user:{\u00E4}|is not a name",
                    "{a}:{a}|{a} stands twice",
                    "{a}{b}|need a ':' between them",
                    "{a}-{b}|need a ':' between them",
                    "x:{a}:y:{b}z{c}|need a ':' between them",
                    "user:{id|only letters, digits",
                    "user:id}|only letters, digits",
                    "user:{{id}}|only letters, digits",
                    "user:{a}}|only letters, digits",
                    "user id|only letters, digits",
                    "user:*|only letters, digits",
                    "user%3A|only letters, digits",
                    "us\u00E9r|only letters, digits"
                })
        @DisplayName("with the reason, the template and an example")
        void bad(String template, String reason) {
            assertThatThrownBy(() -> KeyTemplate.of(template))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'" + template + "'")
                    .hasMessageContaining(reason)
                    .hasMessageContaining("user:{userId}:profile");
        }

        @Test
        @DisplayName("beyond 1024 characters, and is then shown in part")
        void tooLong() {
            assertThat(KeyTemplate.of("x".repeat(1024)).key()).hasSize(1024);
            assertThatThrownBy(() -> KeyTemplate.of("x".repeat(1025)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("x".repeat(80) + "...")
                    .hasMessageNotContaining("x".repeat(81));
        }

        @Test
        @DisplayName("without its control characters in the message")
        void controlCharacters() {
            assertThatThrownBy(() -> KeyTemplate.of("user:\n{id}\u001B[31m"))
                    .isInstanceOf(InvalidInputException.class)
                    .message()
                    .contains("\\u000A", "\\u001B")
                    .matches(message -> message.chars().noneMatch(Character::isISOControl));
        }
    }

    @Test
    @DisplayName("hands out names that nobody can change")
    void names() {
        List<String> names = KeyTemplate.of("{a}").names();

        assertThatThrownBy(() -> names.add("b")).isInstanceOf(UnsupportedOperationException.class);
    }
}
