package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A reply")
final class ReplyTest {

    @ParameterizedTest
    @CsvSource({"ERR unknown command,ERR", "OOM,OOM", "'WRONGTYPE Operation against','WRONGTYPE'", "'',''", "' x',''"})
    @DisplayName("of refusal has a code, which is its first word, and the whole line")
    void refusal(String line, String code) {
        assertThat(Reply.Refusal.parse(line)).isEqualTo(new Reply.Refusal(code, line));
    }

    @Test
    @DisplayName("of data shows its size, not its content, in a list too")
    void shown() {
        Reply.Data data = Reply.Data.of("secret".getBytes(StandardCharsets.UTF_8));

        assertThat(data).hasToString("Data[6 bytes]");
        assertThat(new Reply.Array(List.of(data))).hasToString("Array[elements=[Data[6 bytes]]]");
    }

    @Test
    @DisplayName("of data is read byte by byte")
    void text() {
        assertThat(Reply.Data.of(new byte[] {'O', 'K', (byte) 0xE9}).text()).isEqualTo("OK\u00E9");
    }
}
