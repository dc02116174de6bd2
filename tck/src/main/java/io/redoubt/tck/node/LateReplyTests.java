package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for Redis replies that arrive after their call has timed out. */
abstract class LateReplyTests extends NodeTestBase {

    @Test
    @DisplayName("is discarded if the server was suspended, and the call has ended in time")
    void frozen() {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(set("a", "value of a"), longDeadline());
        client.execute(set("b", "value of b"), longDeadline());
        server.suspend();
        assertFailure(
                failureAfterSend(deadline -> client.execute(get("a"), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        server.resume();
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(get("b"), longDeadline()))).isEqualTo("value of b");
        }
    }

    @Test
    @DisplayName("is discarded if the call ended after half of the reply had arrived")
    void halfAReply() {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient client = client(proxy.node(), settings(), new RecordingNodeListener());
        client.execute(set("a", "value of a"), longDeadline());
        client.execute(set("b", "value of b"), longDeadline());
        proxy.stopRepliesAfter(9);
        assertFailure(
                failureAfterSend(deadline -> client.execute(get("a"), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        proxy.resume();
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(get("b"), longDeadline()))).isEqualTo("value of b");
        }
    }

    @Test
    @DisplayName("that arrives byte by byte is not awaited beyond the deadline, and its rest is discarded")
    void drippingReply() {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient client = client(proxy.node(), settings(), new RecordingNodeListener());
        client.execute(set("a", "a".repeat(1 << 20)), longDeadline());
        client.execute(set("b", "value of b"), longDeadline());
        proxy.trickleReplies();
        assertFailure(
                failureAfterSend(deadline -> client.execute(get("a"), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        proxy.resume();
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(get("b"), longDeadline()))).isEqualTo("value of b");
        }
    }

    @Test
    @DisplayName("does not affect calls on the same connection, which get their own replies")
    void amongOthers() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        PendingReplies first = client.send(List.of(blockingPop("first")), longDeadline());
        awaitCommand(raw, "blpop", 1);
        PendingReplies second = client.send(List.of(blockingPop("second")), longDeadline());
        PendingReplies brief = client.send(List.of(echo("brief")), shortDeadline());
        PendingReplies last = client.send(List.of(echo("last")), longDeadline());
        raw.call("RPUSH", "first", "element");
        assertThat(first.await().get(0)).isInstanceOf(Reply.Array.class);
        assertThat(missingReason(brief.await().get(0)).kind()).isEqualTo(Kind.TIMEOUT);
        raw.call("RPUSH", "second", "element");
        assertThat(second.await().get(0)).isInstanceOf(Reply.Array.class);
        assertThat(texts(last.await())).containsExactly("last");
        assertThat(listener.openings()).isEqualTo(1);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("is given to none of eight callers while the server is suspended and resumed repeatedly")
    void stopAndGo() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            String name = "caller " + caller + " call ";
            callers.add(background(() -> askUntilManyAreLate(client, name)));
        }
        while (!callers.stream().allMatch(Future::isDone)) {
            server.suspend();
            pause(Duration.ofMillis(10));
            server.resume();
        }
        for (Future<Integer> caller : callers) {
            assertThat(caller.get()).isPositive();
        }
    }

    /**
     * Makes calls of which every second has a short deadline. Returns the number of calls until enough of these
     * timed out.
     */
    private static int askUntilManyAreLate(NodeClient client, String name) {
        int late = 0;
        int call = 0;
        for (; late < 20; call++) {
            boolean brief = call % 2 == 0;
            String question = name + call;
            Deadline deadline = brief ? within(Duration.ofMillis(5)) : longDeadline();
            try {
                assertThat(text(client.execute(echo(question), deadline))).isEqualTo(question);
            } catch (DriverException e) {
                assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
                assertThat(brief).as("has little time").isTrue();
                late++;
            }
        }
        return call;
    }
}
