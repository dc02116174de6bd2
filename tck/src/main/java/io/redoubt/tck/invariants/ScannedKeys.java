package io.redoubt.tck.invariants;

import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * List of all keys on one Redis server that begin with a given prefix, each as a byte array. Bytes, since a key need
 * not be text.
 */
record ScannedKeys(RawRedis redis, List<byte[]> keys) {

    private static final Pattern GLOB = Pattern.compile("[*?\\[\\]\\\\]");
    private static final String PAGE = "1000";

    static ScannedKeys withPrefix(RawRedis redis, String prefix) {
        String pattern = GLOB.matcher(prefix).replaceAll("\\\\$0") + "*";
        List<byte[]> keys = new ArrayList<>();
        String cursor = "0";
        do {
            List<?> reply = (List<?>) present(redis.callBytes("SCAN", cursor, "MATCH", pattern, "COUNT", PAGE));
            cursor = text((byte[]) present(reply.get(0)));
            ((List<?>) present(reply.get(1))).forEach(key -> keys.add((byte[]) present(key)));
        } while (!cursor.equals("0"));
        return new ScannedKeys(redis, keys);
    }

    List<String> withoutTimeToLive(Predicate<String> permanent) {
        List<@Nullable Object> lives = redis.pipeline(command("PTTL"));
        List<String> violations = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            String key = text(keys.get(i));
            if (Long.valueOf(-1).equals(lives.get(i)) && !permanent.test(key)) {
                violations.add("key without time to live: " + key + " (" + redis.call("TYPE", key) + ")");
            }
        }
        return violations;
    }

    void delete() {
        redis.pipeline(command("UNLINK"));
    }

    private List<byte[][]> command(String name) {
        byte[] command = name.getBytes(StandardCharsets.US_ASCII);
        return keys.stream().map(key -> new byte[][] {command, key}).toList();
    }

    private static Object present(@Nullable Object reply) {
        if (reply == null || reply instanceof RawRedis.ErrorReply) {
            throw new IllegalStateException("SCAN was answered with " + reply);
        }
        return reply;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
