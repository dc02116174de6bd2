package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots that a node of a cluster names")
final class SlotRangeTest {

    private static final Node ASKED = new Node("asked", 7000);

    @Test
    @DisplayName("are read with their masters, and without the replicas")
    void masters() {
        Reply reply = array(
                array(number(0), number(5460), node("10.0.0.1", 7001), node("10.0.0.2", 7002)),
                array(number(5461), number(16_383), node("host", 7003)));

        assertThat(SlotRange.parse(reply, ASKED))
                .containsExactly(
                        new SlotRange(0, 5460, new Node("10.0.0.1", 7001), "id"),
                        new SlotRange(5461, 16_383, new Node("host", 7003), "id"));
    }

    @Test
    @DisplayName("belong to the node that was asked where no host is named, as by a node that does not know its own")
    void unknownHost() {
        Reply reply = array(
                array(number(0), number(1), node("", 7001)),
                array(number(2), number(3), array(Reply.Nil.NIL, number(7002))),
                array(number(4), number(5), node("?", 7003)));

        assertThat(SlotRange.parse(reply, ASKED))
                .extracting(range -> range.master().toString())
                .containsExactly("asked:7001", "asked:7002", "asked:7003");
    }

    @Test
    @DisplayName("are none in an answer that is no such list, or beyond the slots that there are")
    void nonsense() {
        assertThat(SlotRange.parse(Reply.Refusal.parse("ERR This instance has cluster support disabled"), ASKED))
                .isEmpty();
        assertThat(SlotRange.parse(
                        array(
                                number(1),
                                array(number(0), number(1)),
                                array(number(0), number(16_384), node("h", 1)),
                                array(number(-1), number(1), node("h", 1)),
                                array(number(2), number(1), node("h", 1)),
                                array(number(0), number(1), node("h", 0)),
                                array(number(0), number(1), node("h", 65_536))),
                        ASKED))
                .isEmpty();
    }

    private static Reply node(String host, int port) {
        return array(
                Reply.Data.of(host.getBytes(StandardCharsets.UTF_8)),
                number(port),
                Reply.Data.of("id".getBytes(StandardCharsets.UTF_8)));
    }

    private static Reply number(long value) {
        return new Reply.Int(value);
    }

    private static Reply array(Reply... elements) {
        return new Reply.Array(List.of(elements));
    }
}
