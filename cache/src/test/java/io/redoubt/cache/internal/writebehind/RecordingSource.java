package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Source shared by several processes, on a Redis server of its own. Applies a write only if its id is greater than
 * the stored one, and records all ids received.
 */
record RecordingSource(String host, int port) implements BatchWriter<String, String> {

    private static final String WRITE_IF_NEWER = """
            redis.call('RPUSH', 'came:' .. KEYS[1], ARGV[1])
            local known = tonumber(redis.call('HGET', KEYS[1], 'id') or '0')
            if tonumber(ARGV[1]) > known then redis.call('HSET', KEYS[1], 'id', ARGV[1], 'value', ARGV[2]) end
            return 1
            """;

    @Override
    public void writeAll(List<PendingWrite<String, String>> batch) {
        List<byte[][]> commands = new ArrayList<>();
        for (PendingWrite<String, String> write : batch) {
            commands.add(bytes(
                    "EVAL",
                    WRITE_IF_NEWER,
                    "1",
                    write.key(),
                    Long.toString(write.id()),
                    Objects.requireNonNull(write.value(), "nothing is removed here")));
        }
        try (RawRedis redis = RawRedis.connect(host, port)) {
            for (Object reply : redis.pipeline(commands)) {
                if (!Long.valueOf(1).equals(reply)) {
                    throw new IllegalStateException("the source answered " + reply);
                }
            }
        }
    }

    /** Returns the stored id and value of a key. */
    AcceptedWrite newest(RawRedis redis, String key) {
        List<String> fields = redis.texts("HMGET", key, "id", "value");
        return new AcceptedWrite(key, Long.parseLong(fields.get(0)), fields.get(1));
    }

    /** Returns the ids of a key's writes in the order in which they were received. */
    List<Long> receivedIds(RawRedis redis, String key) {
        return redis.texts("LRANGE", "came:" + key, "0", "-1").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static byte[][] bytes(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }
}
