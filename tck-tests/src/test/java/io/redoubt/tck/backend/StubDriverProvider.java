package io.redoubt.tck.backend;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Provider of a stub driver that only connects, and either closes its connection or leaks it. */
final class StubDriverProvider implements RedisDriverProvider {

    private final boolean closes;

    private StubDriverProvider(boolean closes) {
        this.closes = closes;
    }

    static StubDriverProvider closing() {
        return new StubDriverProvider(true);
    }

    static StubDriverProvider leaking() {
        return new StubDriverProvider(false);
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime) {
        Node node = settings.servers().nodes().get(0);
        RawRedis redis = RawRedis.connect(node.host(), node.port());
        NodeClient client = stub(
                NodeClient.class,
                Map.of(
                        "node",
                        () -> node,
                        "load",
                        () -> new NodeStatistics(1, 0, 0),
                        "close",
                        () -> null,
                        "send",
                        () -> {
                            redis.text("PING");
                            return (PendingReplies) () -> List.of(Reply.Data.of(new byte[0]));
                        }));
        return stub(NodeClientFactory.class, Map.of("client", () -> client, "close", () -> {
            if (closes) {
                redis.close();
            }
            return null;
        }));
    }

    private static <T> T stub(Class<T> type, Map<String, Supplier<?>> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Supplier<?> answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer.get();
                }));
    }
}
