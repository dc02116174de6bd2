package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Test client that runs the rate limit scripts on a real server without a driver, at times that the test sets.
 * Sends calls in batches. Not thread-safe.
 */
final class RateLimitScriptClient implements AutoCloseable {

    private static final byte[] EVALSHA = ascii("EVALSHA");

    private final RawRedis redis;
    private final List<byte[][]> batch = new ArrayList<>();

    RateLimitScriptClient(RedisServer server) {
        this.redis = server.raw();
        redis.text("SCRIPT", "LOAD", RateLimitScripts.TAKE.source());
        redis.text("SCRIPT", "LOAD", RateLimitScripts.REFUND.source());
    }

    /** Arguments of {@code take.lua} for one ring. */
    record RingArguments(String key, int limit, long window, int cost, TickResolution resolution) {}

    void decide(String mode, long generation, List<RingArguments> arguments, long micros) {
        List<byte[]> words = begin(
                RateLimitScripts.TAKE,
                arguments.stream().map(RingArguments::key).toList());
        words.add(ascii(mode));
        words.add(ascii(generation));
        for (RingArguments argument : arguments) {
            words.add(ascii(argument.limit()));
            words.add(ascii(argument.window()));
            words.add(ascii(argument.cost()));
            words.add(ascii(argument.resolution().micros()));
        }
        words.add(ascii(micros));
        batch.add(words.toArray(byte[][]::new));
    }

    void refund(RingArguments argument, long tick, long generation, long micros) {
        List<byte[]> words = begin(RateLimitScripts.REFUND, List.of(argument.key()));
        words.add(ascii(tick));
        words.add(ascii(generation));
        words.add(ascii(argument.window()));
        words.add(ascii(argument.cost()));
        words.add(ascii(argument.resolution().micros()));
        words.add(ascii(micros));
        batch.add(words.toArray(byte[][]::new));
    }

    void delete(String key) {
        batch.add(new byte[][] {ascii("UNLINK"), bytes(key)});
    }

    /** Sends the batch, and returns its replies: numbers, or lists of numbers. */
    List<@Nullable Object> replies() {
        List<@Nullable Object> replies = redis.pipeline(batch);
        batch.clear();
        return replies;
    }

    /** Returns the integers of one reply. */
    static List<Long> integers(@Nullable Object reply) {
        return ((List<?>) Objects.requireNonNull(reply))
                .stream().map(each -> (Long) each).toList();
    }

    @Override
    public void close() {
        redis.close();
    }

    private static List<byte[]> begin(Script script, List<String> keys) {
        List<byte[]> words = new ArrayList<>();
        words.add(EVALSHA);
        words.add(ascii(script.sha1()));
        words.add(ascii(keys.size()));
        keys.forEach(key -> words.add(bytes(key)));
        return words;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
