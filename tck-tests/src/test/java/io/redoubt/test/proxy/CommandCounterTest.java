package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The command counter of a connection")
class TallyTest {

    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    private final CommandCounter counter = new CommandCounter();

    @Test
    @DisplayName("begins a trip where nothing is outstanding, and only there")
    void trips() {
        sent(PING + PING);
        answered("+PONG\r\n");
        sent(PING);
        answered("+PONG\r\n+PONG\r\n");
        assertThat(counter.hasOutstanding()).isFalse();
        sent(PING);
        assertThat(counter.counts()).isEqualTo(new TrafficCounts(4, 2, 2, Map.of("PING", 4L)));
    }

    @Test
    @DisplayName("does not take a message of a RESP2 subscription for the reply")
    void messages() {
        sent("*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n" + PING);
        answered("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
        answered("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n");
        assertThat(counter.hasOutstanding()).isTrue();
        answered("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
        assertThat(counter.hasOutstanding()).isFalse();
    }

    @Test
    @DisplayName("does not take a push of RESP3 for the reply")
    void pushes() {
        sent(PING);
        answered(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
        assertThat(counter.hasOutstanding()).isTrue();
        answered("+PONG\r\n");
        assertThat(counter.hasOutstanding()).isFalse();
    }

    @Test
    @DisplayName("takes an array that looks like a message for a reply where nobody subscribed")
    void noMessage() {
        sent("*1\r\n$4\r\nTEST\r\n");
        answered("*1\r\n$7\r\nmessage\r\n");
        assertThat(counter.hasOutstanding()).isFalse();
    }

    private void sent(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        int at = 0;
        while (at < bytes.length) {
            at = counter.requestBytes(bytes, at, bytes.length);
        }
    }

    private void answered(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        int at = 0;
        while (at < bytes.length) {
            at = counter.replyBytes(bytes, at, bytes.length);
        }
    }
}
