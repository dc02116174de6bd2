package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for connections on which a Redis server pushes the names of changed keys (client-side caching). */
abstract class KeyChangePushTests extends NodeTestBase {

    private RawRedis raw;
    private NodeClient client;
    private RecordingPushListener pushes;

    @BeforeEach
    final void begin() {
        RedisServer server = server();
        raw = raw(server);
        client = client(server);
        pushes = new RecordingPushListener();
    }

    @Test
    @DisplayName("report every kind of write of any client, under each of the prefixes only")
    void writes() {
        track("p:", "q:");
        raw.call("SET", "p:set", "1");
        raw.call("SET", "elsewhere", "1");
        raw.call("HSET", "q:hash", "field", "1");
        raw.call("MSET", "p:one", "1", "p:two", "2");
        raw.call("EVAL", "return redis.call('INCR', KEYS[1])", "1", "p:script");
        client.execute(set("p:own", "1"), longDeadline());
        hears("p:set", "q:hash", "p:one", "p:two", "p:script", "p:own");
        raw.call("DEL", "p:set");
        raw.call("RENAME", "p:one", "p:renamed");
        hears("p:set", "q:hash", "p:one", "p:two", "p:script", "p:own", "p:renamed");
        assertThat(pushes.keys()).doesNotContain("elsewhere");
        assertThat(pushes.violations()).isEmpty();
    }

    @Test
    @DisplayName("report keys that expire without being read")
    void expiry() {
        RedisServer server = server(ServerOptions.defaults().debugCommands());
        RawRedis look = raw(server);
        // If the server reported both changes together, the key would arrive once.
        look.text("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        client(server).listen(request("p:"), pushes, longDeadline());
        look.call("SET", "p:short", "1", "PX", "1");
        eventually().untilAsserted(() -> assertThat(pushes.keys()).containsExactly("p:short"));
        look.text("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        eventually().untilAsserted(() -> assertThat(pushes.keys()).containsExactly("p:short", "p:short"));
    }

    @Test
    @DisplayName("report keys of any bytes exactly")
    void binaryKeys() {
        byte[] key = new byte[258];
        key[0] = 'p';
        key[1] = ':';
        for (int i = 0; i < 256; i++) {
            key[i + 2] = (byte) i;
        }
        track("p:");
        raw.callBytes(bytes("SET"), key, bytes("1"));
        eventually().untilAsserted(() -> assertThat(pushes.binaryKeys()).containsExactly(key));
    }

    @Test
    @DisplayName("report FLUSHALL and FLUSHDB, and continue")
    void flushed() {
        track("p:");
        raw.call("FLUSHALL");
        eventually().untilAsserted(() -> assertThat(pushes.flushes()).isEqualTo(1));
        raw.call("FLUSHDB");
        eventually().untilAsserted(() -> assertThat(pushes.flushes()).isEqualTo(2));
        raw.call("SET", "p:after", "1");
        hears("p:after");
        assertThat(pushes.ends()).isEmpty();
    }

    @Test
    @DisplayName("report writes in other databases too, since the server does not distinguish databases")
    void otherDatabase() {
        track("p:");
        raw.call("SELECT", "3");
        raw.call("SET", "p:in three", "1");
        hears("p:in three");
    }

    @Test
    @DisplayName("miss no write after listen has returned")
    void atOnce() {
        for (int round = 0; round < 50; round++) {
            RecordingPushListener mine = new RecordingPushListener();
            String key = "p:round " + round;
            PushConnection link = client.listen(request("p:"), mine, longDeadline());
            raw.call("SET", key, "1");
            eventually().untilAsserted(() -> assertThat(mine.keys()).contains(key));
            link.close();
        }
    }

    @Test
    @DisplayName("report 20,000 writes in quick succession, each key at least once")
    void many() {
        track("p:");
        List<byte[][]> writes = IntStream.range(0, 20_000)
                .mapToObj(i -> new byte[][] {bytes("SET"), bytes("p:" + i), bytes("1")})
                .toList();
        raw.pipeline(writes);
        eventually().until(() -> pushes.binaryKeys().size() >= writes.size());
        assertThat(new TreeSet<>(pushes.keys())).hasSize(writes.size());
        assertThat(pushes.violations()).isEmpty();
    }

    @Test
    @DisplayName("end once and immediately when the connection is killed, and report nothing after that")
    void killed() {
        track("p:");
        raw.call("SET", "p:before", "1");
        hears("p:before");
        // The type of the connection depends on how the driver receives invalidations.
        raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        raw.call("CLIENT", "KILL", "TYPE", "pubsub");
        eventually().untilAsserted(() -> assertThat(pushes.ends()).hasSize(1));
        assertThat(pushes.ends().get(0).kind()).isEqualTo(Kind.CONNECTION_LOST);
        raw.call("SET", "p:after", "1");
        client.execute(Command.keyless("PING"), longDeadline());
        assertThat(pushes.ends()).hasSize(1);
        assertThat(pushes.keys()).doesNotContain("p:after");
        assertThat(pushes.violations()).isEmpty();
    }

    @Test
    @DisplayName("are closed on the server too, and leave no tracking behind")
    void closed() {
        PushConnection link = track("p:");
        assertThat(raw.text("INFO", "clients")).contains("tracking_clients:1");
        link.close();
        eventually().until(() -> connections(raw) == 0);
        raw.call("SET", "p:after", "1");
        assertThat(raw.text("INFO", "clients")).contains("tracking_clients:0");
        assertThat(pushes.keys()).isEmpty();
        assertThat(pushes.ends()).isEmpty();
    }

    @Test
    @DisplayName("are refused if one prefix begins with another, and leave nothing behind")
    void refused() {
        DriverException failure = failureOf(() -> track("p:", "p:q:"));
        assertThat(failure.kind()).isEqualTo(Kind.ACCESS_DENIED);
        eventually().until(() -> connections(raw) == 0);
        assertThat(pushes.ends()).isEmpty();
    }

    @Test
    @DisplayName("may be several, each with its own prefixes")
    void several() {
        RecordingPushListener other = new RecordingPushListener();
        track("p:");
        client.listen(request("q:"), other, longDeadline());
        raw.call("SET", "p:1", "1");
        raw.call("SET", "q:1", "1");
        hears("p:1");
        eventually().untilAsserted(() -> assertThat(other.keys()).containsExactly("q:1"));
    }

    private PushConnection track(String... prefixes) {
        return client.listen(request(prefixes), pushes, longDeadline());
    }

    private static PushSubscription request(String... prefixes) {
        return new PushSubscription.Invalidations(
                List.of(prefixes).stream().map(NodeTestBase::bytes).toList());
    }

    private void hears(String... keys) {
        eventually()
                .untilAsserted(() -> assertThat(new TreeSet<>(pushes.keys())).isEqualTo(new TreeSet<>(List.of(keys))));
    }
}
