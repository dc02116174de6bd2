package io.redoubt.benchmarks.session;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redoubt.benchmarks.ServerAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Benchmark candidate that stores a session with commands of the raw client: no limit, no index, no version. */
record RawSessions(RedisClient client, StatefulRedisConnection<String, String> connection)
        implements SessionsUnderTest {

    static SessionsUnderTest open(ServerAddress server) {
        RedisClient client = RedisClient.create(server.url());
        return new RawSessions(client, client.connect());
    }

    @Override
    public String create(String userId) {
        String key = "raw:" + UUID.randomUUID();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("user", userId);
        fields.put("cart", '"' + CART + '"');
        fields.put("gold", "42");
        fields.put("language", "\"de\"");
        connection.sync().hset(key, fields);
        connection.sync().expire(key, IDLE_TIMEOUT);
        return key;
    }

    @Override
    public void use(String id) {
        Map<String, String> fields = connection.sync().hgetall(id);
        connection.sync().expire(id, IDLE_TIMEOUT);
        if (!fields.containsKey("cart")) {
            throw new IllegalStateException("the session is gone");
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
