package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the maximum size of a Redis reply. */
abstract class MaxReplySizeTests extends NodeTestBase {

    private static final int MAX_BYTES = 256 << 10;

    private RedisServer server;
    private RawRedis raw;
    private final RecordingNodeListener listener = new RecordingNodeListener();

    @BeforeEach
    final void begin() {
        server = server();
        raw = raw(server);
        raw.call("SET", "edge", "v".repeat(MAX_BYTES));
        raw.call("SET", "large", "v".repeat(MAX_BYTES + 1));
        raw.call("SET", "quarter", "v".repeat(MAX_BYTES / 4));
    }

    private NodeClient client() {
        return client(limited());
    }

    private NodeClient client(RedisSettingsBuilder settings) {
        return client(node(server), settings, listener);
    }

    private RedisSettingsBuilder limited() {
        return settings().maxReplyBytes(MAX_BYTES).maxConnections(1);
    }

    private static void assertTooLarge(DriverException failure) {
        assertFailure(failure, Kind.REPLY_TOO_LARGE, Execution.UNKNOWN);
        assertThat(failure).hasMessageContaining("maxReplyBytes").hasMessageContaining(String.valueOf(MAX_BYTES));
    }

    @Test
    @DisplayName("admits a reply of that size, and fails the call with one of a byte more")
    void edge() {
        NodeClient client = client();
        assertThat(text(client.execute(get("edge"), longDeadline()))).hasSize(MAX_BYTES);
        assertTooLarge(failureOf(() -> client.execute(get("large"), longDeadline())));
    }

    @Test
    @DisplayName("applies to the elements of an array together, each with 32 bytes more")
    void arrays() {
        for (int i = 0; i < 4; i++) {
            raw.call("RPUSH", "list", "v".repeat(MAX_BYTES / 4 - 32));
        }
        raw.call("RPUSH", "list", "");
        NodeClient client = client();
        assertThat(client.execute(range(3), longDeadline())).isInstanceOf(Reply.Array.class);
        assertTooLarge(failureOf(() -> client.execute(range(4), longDeadline())));
    }

    private static Command range(int last) {
        return Command.keyed("LRANGE", bytes("list"), bytes("0"), bytes(String.valueOf(last)));
    }

    @Test
    @DisplayName("replaces the connection, and harms no call before and none after")
    void replaced() {
        NodeClient client = client();
        client.execute(ping(), longDeadline());
        for (int i = 0; i < 3; i++) {
            assertTooLarge(failureOf(() -> client.execute(get("large"), longDeadline())));
            assertThat(text(client.execute(echo("next"), longDeadline()))).isEqualTo("next");
        }
        eventually().until(() -> listener.losses().size() == 3);
    }

    @Test
    @DisplayName(
            "leaves the calls that are in flight with their reply or with an unknown outcome, before their deadline")
    void others() {
        NodeClient client = client();
        client.execute(ping(), longDeadline());
        server.suspend();
        PendingReplies before = client.send(List.of(echo("before")), longDeadline());
        PendingReplies large = client.send(List.of(get("large")), longDeadline());
        PendingReplies after = client.send(List.of(echo("after")), longDeadline());
        server.resume();
        assertThat(text(before.await().get(0))).isEqualTo("before");
        assertTooLarge(missingReason(large.await().get(0)));
        Reply last = after.await().get(0);
        if (last instanceof Reply.Missing) {
            assertLostOverReply(last, Execution.UNKNOWN);
        } else {
            assertThat(text(last)).isEqualTo("after");
        }
        assertThat(pending(client)).isZero();
    }

    @Test
    @DisplayName("applies to the replies of a pipeline together; those beyond it are missing, and the connection stays")
    void pipelines() {
        NodeClient client = client();
        List<Reply> replies = client.pipeline(Collections.nCopies(5_000, get("quarter")), longDeadline());
        assertThat(replies).hasSize(5_000);
        assertThat(replies.subList(0, 4)).noneMatch(Reply.Missing.class::isInstance);
        for (Reply reply : replies.subList(4, 6)) {
            assertTooLarge(missingReason(reply));
        }
        assertFailure(missingReason(replies.get(4_999)), Kind.REPLY_TOO_LARGE, Execution.NOT_EXECUTED);
        assertThat(text(client.execute(echo("next"), longDeadline()))).isEqualTo("next");
        assertThat(listener.losses()).isEmpty();
    }

    private static void assertLostOverReply(Reply reply, Execution execution) {
        assertFailure(missingReason(reply), Kind.CONNECTION_LOST, execution);
        assertThat(missingReason(reply)).hasMessageContaining("the reply to another command was too large");
    }

    @Test
    @DisplayName("does not count the replies of a pipeline that are missing, so that a small one after them arrives")
    void smallAfterLarge() {
        List<Command> commands = new ArrayList<>(Collections.nCopies(8, get("quarter")));
        commands.set(0, echo("before"));
        commands.add(echo("after"));
        List<Reply> replies = client().pipeline(commands, longDeadline());
        assertThat(replies.subList(0, 4)).noneMatch(Reply.Missing.class::isInstance);
        for (Reply reply : replies.subList(4, 8)) {
            assertTooLarge(missingReason(reply));
        }
        assertThat(text(replies.get(8))).isEqualTo("after");
    }

    @Test
    @DisplayName("fails one command of a pipeline; those after it have lost the connection, and may be repeated")
    void middle() {
        List<Reply> replies =
                client().pipeline(List.of(echo("before"), get("large"), echo("after"), echo("last")), longDeadline());
        assertThat(text(replies.get(0))).isEqualTo("before");
        assertTooLarge(missingReason(replies.get(1)));
        assertLostOverReply(replies.get(2), Execution.UNKNOWN);
        assertLostOverReply(replies.get(3), Execution.UNKNOWN);
    }

    @Test
    @DisplayName("leaves the chunks of a pipeline unsent after one whose last reply is too large")
    void endOfChunk() {
        NodeClient client = client(limited().maxPending(8));
        List<Command> commands = new ArrayList<>(Collections.nCopies(9, echo("small")));
        commands.set(3, get("large"));
        List<Reply> replies = client.pipeline(commands, longDeadline());
        assertThat(replies.subList(0, 3)).noneMatch(Reply.Missing.class::isInstance);
        assertTooLarge(missingReason(replies.get(3)));
        for (Reply reply : replies.subList(4, 9)) {
            assertLostOverReply(reply, Execution.NOT_EXECUTED);
        }
        assertThat(text(client.execute(echo("next"), longDeadline()))).isEqualTo("next");
    }

    @Test
    @DisplayName("applies to exclusive connections too, and ends them")
    void exclusive() {
        NodeClient client = client();
        ExclusiveConnection own = closeAfterTest(client.exclusive(longDeadline()));
        assertThat(own.pipeline(Collections.nCopies(4, get("quarter")), longTimeout()))
                .noneMatch(Reply.Missing.class::isInstance);
        assertTooLarge(failureOf(() -> own.execute(get("large"), longTimeout())));
        assertThat(failureOf(() -> own.execute(ping(), longTimeout())).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
}
