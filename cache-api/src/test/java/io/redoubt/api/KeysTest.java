package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A key written by hand")
final class KeysTest {

    @Nested
    @DisplayName("is taken as it stands")
    final class Taken {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a",
                    " ",
                    "user:42:profile",
                    "a%3Ab",
                    "*?[]\\",
                    "\u00E9",
                    "\u00A0",
                    "\u20AC",
                    "\uD83D\uDE00",
                    "\uFFFD"
                })
        @DisplayName("with any characters but control characters and braces")
        void good(String key) {
            assertThat(KeyValidation.required(key)).isSameAs(key);
        }

        @ParameterizedTest
        @CsvSource({"1,1024", "2,512", "3,341", "4,256"})
        @DisplayName("up to 1024 bytes of UTF-8, however many characters that is")
        void limit(int bytesEach, int count) {
            String character = switch (bytesEach) {
                case 1 -> "a";
                case 2 -> "\u07FF";
                case 3 -> "\u0800";
                default -> "\uD83D\uDE00";
            };
            String longest = character.repeat(count) + "x".repeat(1024 - bytesEach * count);

            assertThat(KeyValidation.required(longest)).isSameAs(longest);
            assertThatThrownBy(() -> KeyValidation.required(longest + "y"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("1025 bytes")
                    .hasMessageContaining("1024")
                    .hasMessageContaining("use a shorter id, or its hash");
        }
    }

    @Nested
    @DisplayName("is refused")
    final class Refused {

        @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
        @Test
        @DisplayName("if it is null or empty")
        void missing() {
            assertThatThrownBy(() -> KeyValidation.required(null))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is null");
            assertThatThrownBy(() -> KeyValidation.required(""))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"user:{id}", "a{", "a}"})
        @DisplayName("if it has a brace: it names the key and the template that should have been filled")
        void brace(String key) {
            assertThatThrownBy(() -> KeyValidation.required(key))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'" + key + "'")
                    .hasMessageContaining(
                            "brace at position " + key.replace('}', '{').indexOf('{'))
                    .hasMessageContaining("KeyTemplate.of(...).key(values)");
        }

        @ParameterizedTest
        @CsvSource({"0,0000", "9,0009", "10,000A", "13,000D", "27,001B", "31,001F", "127,007F", "128,0080", "159,009F"})
        @DisplayName("if it has a control character, which the message shows by its number")
        void control(int character, String shown) {
            assertThatThrownBy(() -> KeyValidation.required("ab" + (char) character + "c"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'ab\\u" + shown + "c'")
                    .hasMessageContaining("control character at position 2")
                    .hasMessageContaining("KeyTemplate")
                    .message()
                    .matches(message -> message.chars().noneMatch(Character::isISOControl));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\uD83D", "a\uDE00", "a\uD83Db", "a\uDE00\uD83D"})
        @DisplayName("if it has half a surrogate pair")
        void surrogates(String key) {
            assertThatThrownBy(() -> KeyValidation.required(key))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("half a surrogate pair at position 1")
                    .hasMessageContaining("\\uD");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a{", "a\nb", "a\uD83D"})
        @DisplayName("by the name of what it is, if it is not a whole key")
        void named(String name) {
            assertThatThrownBy(() -> KeyValidation.required("lock name", name))
                    .isInstanceOf(InvalidInputException.class)
                    .message()
                    .containsPattern("^(bad|the) lock name ")
                    .doesNotContain("key '", "keys");
            assertThatThrownBy(() -> KeyValidation.required(name)).message().containsPattern("^(bad|the) key ");
        }

        @Test
        @DisplayName("and a long one is shown in part")
        void longShownInPart() {
            assertThatThrownBy(() -> KeyValidation.required("k".repeat(60) + "{"))
                    .hasMessageContaining("'" + "k".repeat(60) + "...'");
            assertThatThrownBy(() -> KeyValidation.required("k".repeat(59) + "{"))
                    .hasMessageContaining("'" + "k".repeat(59) + "{'");
        }

        @Test
        @DisplayName("and one of up to 60 characters is shown whole, however many surrogates they take")
        void emojiShownWhole() {
            String key = "\uD83D\uDE00".repeat(40) + "{";

            assertThatThrownBy(() -> KeyValidation.required(key)).hasMessageContaining("'" + key + "'");
        }
    }
}
