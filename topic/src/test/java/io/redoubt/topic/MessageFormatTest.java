package io.redoubt.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.topic.Topics;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The format of messages")
final class MessageFormatTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String content(String message) {
        return new String(MessageFormat.content(bytes(message)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\n", "~", "~M1\n", "~M2\nlater"})
    @DisplayName("keeps any content")
    void roundTrip(String content) {
        assertThat(MessageFormat.content(MessageFormat.message(bytes(content)))).isEqualTo(bytes(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "~", "M1\n", "~V1 1 - 0 0\n", "text\n~M1\n"})
    @DisplayName("takes a message without its header as content")
    void plain(String message) {
        assertThat(content(message)).isEqualTo(message);
    }

    @Test
    @DisplayName("ignores words that a later version adds to the header")
    void words() {
        assertThat(content("~M1 id=7 trace=x\n{}")).isEqualTo("{}");
        String longest = "~M1 " + "w".repeat(MessageFormat.MAX_HEADER_BYTES - 5) + "\n";
        assertThat(content(longest + "{}")).isEqualTo("{}");
        assertThatThrownBy(() -> content("~M1 w" + longest.substring(4) + "{}")).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~M", "~M1", "~M2\n{}", "~M10\n{}", "~M1 no end", "~MX"})
    @DisplayName("refuses a header of another version, and quotes nothing of it")
    void later(String message) {
        assertThatThrownBy(() -> content(message))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("a later Redoubt or another program")
                .message()
                .doesNotContain("{}", "no end");
    }

    @Test
    @DisplayName("refuses content that is larger than allowed")
    void size() {
        byte[] largest = new byte[Topics.MAX_MESSAGE_BYTES];
        assertThat(MessageFormat.content(MessageFormat.message(largest))).isEqualTo(largest);
        assertThat(MessageFormat.content(largest)).isEqualTo(largest);
        assertThatThrownBy(() -> MessageFormat.content(new byte[Topics.MAX_MESSAGE_BYTES + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("131073 bytes");
    }
}
