package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The scanner of the sizes of replies")
final class ReplySizeScannerTest {

    @ParameterizedTest
    @CsvSource({
        "'$3|abc|', 3",
        "'$0||', 0",
        "'$-1|', 0",
        "'+OK|', 3",
        "':12345|', 6",
        "'-ERR no|', 7",
        "'_|', 1",
        "'*2|$3|abc|:1|', 69",
        "'*0|', 0",
        "'*-1|', 0",
        "'*2|*1|$1|a|*1|$2|bb|', 131",
        "'%1|$1|a|$1|b|', 66",
        "'|1|$1|a|$1|b|$2|cc|', 68",
        "'>2|$1|a|$2|bb|', 67",
        "'=5|txt:a|', 5"
    })
    @DisplayName("admits a reply of its size and those after it, and finds the reply with a maximum of a byte less")
    void sizes(String reply, int size) {
        byte[] three = resp(reply.repeat(3));
        for (int split = 0; split <= three.length; split++) {
            // The size of a line is known when it has ended.
            ReplySizeScanner enough = new ReplySizeScanner(size);
            assertThat(scan(enough, three, split)).isEqualTo(three.length);
            assertThat(enough.exceeded()).isFalse();
            if (size > 0) {
                ReplySizeScanner little = new ReplySizeScanner(size - 1);
                assertThat(scan(little, three, split)).isLessThan(resp(reply).length);
                assertThat(little.exceeded()).isTrue();
                assertThat(little.scan(ByteBuffer.wrap(three))).isZero();
            }
        }
    }

    /** Scans an array in two parts. Returns the number of bytes that may be passed on. */
    private static int scan(ReplySizeScanner scanner, byte[] bytes, int split) {
        int first = scanner.scan(ByteBuffer.wrap(bytes, 0, split));
        return first + scanner.scan(ByteBuffer.wrap(bytes, split, bytes.length - split));
    }

    private static byte[] resp(String text) {
        // A bar is a line end, except as the type of an attribute.
        String attribute = text.startsWith("|") ? "\u0001" : "";
        String marked = attribute.isEmpty() ? text : text.replace("|1|", "\u00011|");
        return marked.replace("|", "\r\n").replace("\u0001", "|").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("passes on nothing of a length that is too large, so that no memory is reserved for it")
    void announced() {
        for (String length : new String[] {"$400000000", "*400000000", "$99999999999999999999999", "*2147483647"}) {
            ReplySizeScanner scanner = new ReplySizeScanner(1 << 20);
            byte[] sent = (":1\r\n" + length + "\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThat(scanner.scan(ByteBuffer.wrap(sent))).isEqualTo(4);
            assertThat(scanner.exceeded()).isTrue();
        }
    }

    @Test
    @DisplayName("tells a push message that is too large from a reply that is")
    void push() {
        for (String large : new String[] {">2|$1|a|$2000|", "*2|$1|a|$2000|", "$2000|"}) {
            ReplySizeScanner scanner = new ReplySizeScanner(1_000);
            scanner.scan(ByteBuffer.wrap(resp(">2|$1|a|$2|bb|:1|" + large)));
            assertThat(scanner.exceeded()).isTrue();
            assertThat(scanner.isPush()).isEqualTo(large.startsWith(">"));
        }
    }

    @Test
    @DisplayName("follows a stream of random replies in random pieces")
    void stream() {
        Random random = new Random(7);
        StringBuilder stream = new StringBuilder();
        for (int reply = 0; reply < 20_000; reply++) {
            append(stream, random, 3);
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.US_ASCII);
        ReplySizeScanner scanner = new ReplySizeScanner(10_000);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(200));
            assertThat(scanner.scan(ByteBuffer.wrap(bytes, at, length))).isEqualTo(length);
            at += length;
        }
        assertThat(scanner.scan(ByteBuffer.wrap("$10000\r\n".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(8);
    }

    private static void append(StringBuilder stream, Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 5);
        if (kind == 4) {
            int elements = random.nextInt(5);
            stream.append('*').append(elements).append("\r\n");
            for (int element = 0; element < elements; element++) {
                append(stream, random, depth - 1);
            }
        } else if (kind == 3) {
            // Content that looks like lengths.
            String text = "\r\n$99999999\r\n*9999999\r\n".substring(random.nextInt(20));
            stream.append('$').append(text.length()).append("\r\n").append(text).append("\r\n");
        } else {
            stream.append(new String[] {"+OK", ":42", "$-1"}[kind]).append("\r\n");
        }
    }
}
