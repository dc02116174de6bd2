package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for how long after its deadline a call to a Redis server may end. They use percentiles, since the
 * machine may delay any single call.
 */
abstract class DeadlineOverrunTests extends NodeTestBase {

    @Tag("slow")
    @Test
    @DisplayName("is overrun by no more than 50 ms in 999 of 1,000 calls of 32 concurrent callers")
    void overrun() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        server.suspend();
        assertThat(overruns(deadline -> client.execute(ping(), deadline), 32, 100)
                        .get(32 * 100 * 999 / 1000))
                .isLessThan(50);
    }

    @Tag("slow")
    @Test
    @DisplayName("is overrun by no more than 50 ms in 99 of 100 calls of each kind, even while connecting")
    void everyKind() throws Exception {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient connected = client(proxy.node(), settings(), new RecordingNodeListener());
        Command large = Command.keyed("APPEND", bytes("large"), new byte[2_000_000]);
        connected.execute(large, longDeadline());
        proxy.stopRequestsAfter(0);
        BlackHole silent = closeAfterTest(BlackHole.listening());
        NodeClient logsIn = client(new Node(silent.host(), silent.port()), settings(), new RecordingNodeListener());
        BlackHole swallowing = closeAfterTest(BlackHole.swallowing());
        NodeClient shakesHands = client(
                new Node(swallowing.host(), swallowing.port()),
                settings().tls(TlsSettings.systemTrust()),
                new RecordingNodeListener());
        for (NodeClient client : List.of(connected, logsIn, shakesHands)) {
            List<Consumer<Deadline>> kinds = List.of(
                    deadline -> client.execute(ping(), deadline),
                    deadline -> client.execute(large, deadline),
                    deadline -> {
                        throw missingReason(client.pipeline(List.of(ping(), ping()), deadline)
                                .get(1));
                    });
            for (Consumer<Deadline> kind : kinds) {
                assertThat(overruns(kind, 4, 50).get(4 * 50 * 99 / 100)).isLessThan(50);
            }
        }
        for (NodeClient client : List.of(logsIn, shakesHands)) {
            List<Consumer<Deadline>> kinds = List.of(client::renew, client::exclusive);
            for (Consumer<Deadline> kind : kinds) {
                assertThat(overruns(kind, 4, 50).get(4 * 50 * 99 / 100)).isLessThan(50);
            }
        }
    }

    /** Returns by how many milliseconds calls overran a deadline of 40 ms, in ascending order. */
    private List<Long> overruns(Consumer<Deadline> call, int callers, int calls) throws Exception {
        List<Future<List<Long>>> running = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            running.add(background(() -> {
                List<Long> overruns = new ArrayList<>();
                for (int i = 0; i < calls; i++) {
                    long end = System.nanoTime() + 40_000_000;
                    failureOf(() -> call.accept(within(Duration.ofMillis(40))));
                    overruns.add((System.nanoTime() - end) / 1_000_000);
                }
                return overruns;
            }));
        }
        List<Long> overruns = new ArrayList<>();
        for (Future<List<Long>> caller : running) {
            overruns.addAll(caller.get());
        }
        overruns.sort(Comparator.naturalOrder());
        return overruns;
    }
}
