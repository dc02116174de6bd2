package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The scripts on a real server, without a driver, at times that the test says. Sends in batches. Not thread-safe. */
final class RingServer implements AutoCloseable {

    private static final byte[] EVALSHA = ascii("EVALSHA");

    private final RawRedis redis;
    private final List<byte[][]> batch = new ArrayList<>();

    RingServer(RedisServer server) {
        this.redis = server.raw();
        redis.text("SCRIPT", "LOAD", RingScripts.TAKE.source());
        redis.text("SCRIPT", "LOAD", RingScripts.REFUND.source());
    }

    /** A ring's part of the arguments of take.lua. */
    record Ask(String key, int limit, long window, int cost, TickWidth width) {}

    void decide(String mode, long generation, List<Ask> asks, long micros) {
        List<byte[]> words = begin(RingScripts.TAKE, asks.stream().map(Ask::key).toList());
        words.add(ascii(mode));
        words.add(ascii(generation));
        for (Ask ask : asks) {
            words.add(ascii(ask.limit()));
            words.add(ascii(ask.window()));
            words.add(ascii(ask.cost()));
            words.add(ascii(ask.width().micros()));
        }
        words.add(ascii(micros));
        batch.add(words.toArray(byte[][]::new));
    }

    void refund(Ask ask, long tick, long generation, long micros) {
        List<byte[]> words = begin(RingScripts.REFUND, List.of(ask.key()));
        words.add(ascii(tick));
        words.add(ascii(generation));
        words.add(ascii(ask.window()));
        words.add(ascii(ask.cost()));
        words.add(ascii(ask.width().micros()));
        words.add(ascii(micros));
        batch.add(words.toArray(byte[][]::new));
    }

    void delete(String key) {
        batch.add(new byte[][] {ascii("UNLINK"), bytes(key)});
    }

    /** The replies to all that was asked since the last time: numbers, or lists of numbers. */
    List<@Nullable Object> replies() {
        List<@Nullable Object> replies = redis.pipeline(batch);
        batch.clear();
        return replies;
    }

    /** The integers of one reply. */
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
