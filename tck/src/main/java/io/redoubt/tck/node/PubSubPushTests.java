package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for connections on which a Redis server pushes Pub/Sub messages. */
abstract class PubSubPushTests extends NodeTestBase {

    private static final byte[] EVERY_BYTE = everyByte();

    private RedisServer server;
    private RawRedis raw;
    private NodeClient client;
    private RecordingPushListener pushes;

    @BeforeEach
    final void begin() {
        server = server();
        raw = raw(server);
        client = client(server);
        pushes = new RecordingPushListener();
    }

    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    @Test
    @DisplayName("are confirmed for all channels when listen returns, and deliver messages in order, one at a time")
    void order() {
        listen(global("a"), global("b"), global("c"));
        List<String> sent =
                IntStream.range(0, 600).mapToObj(i -> "message " + i).toList();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(raw.number("PUBLISH", List.of("a", "b", "c").get(i % 3), sent.get(i)))
                    .isEqualTo(1);
        }
        eventually().untilAsserted(() -> assertThat(pushes.texts()).isEqualTo(sent));
        assertThat(pushes.violations()).isEmpty();
    }

    @Test
    @DisplayName("pass channels and messages unchanged, including empty and large ones")
    void binary() {
        listen(PubSubChannel.global(EVERY_BYTE));
        byte[] large = new byte[2 << 20];
        raw.callBytes(bytes("PUBLISH"), EVERY_BYTE, EVERY_BYTE);
        raw.callBytes(bytes("PUBLISH"), EVERY_BYTE, new byte[0]);
        raw.callBytes(bytes("PUBLISH"), EVERY_BYTE, large);
        eventually().until(() -> pushes.payloads().size() == 3);
        assertThat(pushes.channels()).containsExactly(EVERY_BYTE, EVERY_BYTE, EVERY_BYTE);
        assertThat(pushes.payloads()).containsExactly(EVERY_BYTE, new byte[0], large);
    }

    @Test
    @DisplayName("are closed on the server too, and the sink receives nothing more")
    void closed() {
        PushConnection link = listen(global("news"));
        raw.call("PUBLISH", "news", "before");
        eventually().until(() -> pushes.texts().size() == 1);
        link.close();
        link.close();
        eventually().until(() -> connections(raw) == 0);
        assertThat(raw.number("PUBLISH", "news", "after")).isZero();
        assertThat(pushes.texts()).containsExactly("before");
        assertThat(pushes.ends()).isEmpty();
    }

    @Test
    @DisplayName("do not delay commands, and carry none while subscribed")
    void apart() {
        listen(global("news"));
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(echo("call " + i), longDeadline()))).isEqualTo("call " + i);
        }
        assertThat(client.execute(Command.keyless("PUBLISH", bytes("news"), bytes("own")), longDeadline()))
                .isEqualTo(new Reply.Int(1));
        eventually().untilAsserted(() -> assertThat(pushes.texts()).containsExactly("own"));
    }

    @Test
    @DisplayName("receive from sharded and global channels together, or are refused if the server has no sharded ones")
    void sharded() {
        PubSubChannel[] both = {PubSubChannel.sharded(bytes("shard")), global("news")};
        if (server.version().startsWith("6.")) {
            assertFailure(failureOf(() -> listen(both)), Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
            eventually().until(() -> connections(raw) == 0);
            return;
        }
        listen(both);
        assertThat(raw.number("SPUBLISH", "shard", "to the shard")).isEqualTo(1);
        assertThat(raw.number("PUBLISH", "news", "to all")).isEqualTo(1);
        eventually().untilAsserted(() -> assertThat(pushes.texts()).containsExactly("to the shard", "to all"));
    }

    @Test
    @DisplayName("end once and immediately when the slot of a sharded channel is moved away")
    void slotMovedAway() {
        if (server.version().startsWith("6.")) {
            return;
        }
        RedisServer cluster = server(ServerOptions.defaults().config("cluster-enabled", "yes"));
        RawRedis look = raw(cluster);
        // Servers accept subscriptions before their cluster is up, which takes two seconds.
        look.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        PushSubscription both = new PushSubscription.Messages(
                List.of(PubSubChannel.sharded(bytes("a")), PubSubChannel.sharded(bytes("{a}b"))));
        NodeClient owner = client(cluster);
        owner.listen(both, pushes, longDeadline());
        look.call("SPUBLISH", "a", "before");
        look.call("CLUSTER", "DELSLOTS", Long.toString(look.number("CLUSTER", "KEYSLOT", "a")));
        eventually().untilAsserted(() -> assertThat(pushes.ends()).hasSize(1));
        assertThat(pushes.texts()).containsExactly("before");
        assertThat(pushes.ends().get(0).kind()).isEqualTo(Kind.CONNECTION_LOST);
        eventually().until(() -> connections(look) == 0);
        // Another node may get the slot (CLUSTERDOWN): no matter of rights.
        DriverException refused = failureOf(() -> owner.listen(both, pushes, longDeadline()));
        assertFailure(refused, Kind.UNREACHABLE, Execution.NOT_EXECUTED);
        assertThat(pushes.ends()).hasSize(1);
        assertThat(pushes.violations()).isEmpty();
    }

    @Test
    @DisplayName("fail with ACCESS_DENIED if the user may not subscribe to a channel, and leave nothing behind")
    void refused() {
        RedisServer strict = server(
                ServerOptions.defaults().aclUser("alice", "on", ">secret", "~*", "resetchannels", "&open", "+@all"));
        RawRedis look = raw(strict);
        NodeClient alice = client(
                driver(settings().build()),
                node(strict),
                new Credentials("alice", "secret"),
                0,
                new RecordingNodeListener());
        DriverException failure = failureOf(() -> alice.listen(
                new PushSubscription.Messages(List.of(global("open"), global("shut"))), pushes, longDeadline()));
        assertFailure(failure, Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
        eventually().until(() -> !look.text("CLIENT", "LIST").contains("user=alice"));
        look.call("PUBLISH", "open", "to nobody");
        assertThat(pushes.texts()).isEmpty();
        assertThat(pushes.ends()).isEmpty();
    }

    private PushConnection listen(PubSubChannel... channels) {
        return client.listen(new PushSubscription.Messages(List.of(channels)), pushes, longDeadline());
    }

    private static PubSubChannel global(String name) {
        return PubSubChannel.global(bytes(name));
    }
}
