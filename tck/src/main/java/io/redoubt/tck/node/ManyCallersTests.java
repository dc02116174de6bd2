package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for calls that many threads make at the same time through one client of a single Redis server. */
abstract class ManyCallersTests extends NodeTestBase {

    private static final int CALLERS = 64;
    private static final String READS = "total_reads_processed:";

    @Test
    @DisplayName("send their commands to the server in far fewer writes than commands")
    void together() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server);
        allAtOnce(client, server);
        long before = reads(raw);
        for (int round = 0; round < 5; round++) {
            allAtOnce(client, server);
        }
        assertThat(reads(raw) - before).isLessThan(5 * CALLERS / 2);
    }

    private void allAtOnce(NodeClient client, RedisServer server) throws Exception {
        server.suspend();
        List<Future<Reply>> calls = call(client);
        eventually().until(() -> pending(client) == CALLERS);
        server.resume();
        allAreAnswered(calls);
    }

    @Test
    @DisplayName("are not delayed by as many other callers of the same driver whose server is suspended")
    void frozenNeighbour() throws Exception {
        RedisServer frozen = server();
        NodeClientFactory driver = driver(settings().build());
        NodeClient stuck = client(driver, node(frozen), null, 0, new RecordingNodeListener());
        NodeClient client = client(driver, node(server()), null, 0, new RecordingNodeListener());
        stuck.execute(ping(), longDeadline());
        frozen.suspend();
        List<Future<Reply>> waiting = call(stuck);
        eventually().until(() -> pending(stuck) == CALLERS);
        for (int round = 0; round < 20; round++) {
            allAreAnswered(call(client));
        }
        assertThat(pending(stuck)).isEqualTo(CALLERS);
        frozen.resume();
        allAreAnswered(waiting);
    }

    private List<Future<Reply>> call(NodeClient client) {
        return IntStream.range(0, CALLERS)
                .mapToObj(i -> background(() -> client.execute(ping(), longDeadline())))
                .toList();
    }

    private static void allAreAnswered(List<Future<Reply>> calls) throws Exception {
        for (Future<Reply> call : calls) {
            assertThat(text(call.get())).isEqualTo("PONG");
        }
    }

    private static long reads(RawRedis raw) {
        return raw.text("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith(READS))
                .mapToLong(line -> Long.parseLong(line.substring(READS.length())))
                .sum();
    }
}
