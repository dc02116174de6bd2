package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Test client that runs the rate limit scripts on a real server without a driver, at times that the test sets: the last
 * argument is the time, and keys live much longer than they would. Sends calls in batches. Not thread-safe.
 */
final class RateLimitScriptClient implements AutoCloseable {

    private final RawRedis redis;
    private final List<byte[][]> batch = new ArrayList<>();

    RateLimitScriptClient(RedisServer server) {
        this.redis = server.raw();
    }

    /** Request with the key of its limit. */
    record KeyedRequest(String key, PermitRequest request) {}

    void decide(String generation, List<KeyedRequest> limits, long micros) {
        decide(generation, limits, micros, "+ 1e12");
    }

    /** Decides in a script that takes longer than what it writes may live. */
    void decideTooLate(String generation, List<KeyedRequest> limits, long micros) {
        decide(generation, limits, micros, "- 1e12");
    }

    /** Decides in a script whose keys live as long as in production. */
    void decideInTime(String generation, List<KeyedRequest> limits, long micros) {
        decide(generation, limits, micros, "+ 0");
    }

    void timeToLive(String key) {
        batch.add(new byte[][] {ascii("PTTL"), bytes(key)});
    }

    private void decide(String generation, List<KeyedRequest> limits, long micros, String life) {
        Set<LimitScriptPart> parts =
                LimitScriptPart.of(limits.stream().map(KeyedRequest::request).toList());
        List<byte[]> words = begin(
                RateLimitScripts.take(parts),
                life,
                limits.stream().map(KeyedRequest::key).toList());
        words.add(ascii(generation));
        limits.forEach(limit -> LimitArguments.addTake(limit.request(), micros, words));
        words.add(ascii(micros));
        batch.add(words.toArray(byte[][]::new));
    }

    void refund(String key, GrantedPermit permit, long micros) {
        List<byte[]> words =
                begin(RateLimitScripts.refund(LimitScriptPart.of(List.of(permit.request()))), "+ 1e12", List.of(key));
        LimitArguments.addRefund(permit, words);
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

    /** Returns the script with the clock and the times to live of tests. */
    static Script atTestTime(Script script, String life) {
        String source = script.source().replace("local clock = server_micros", "local clock = tonumber(ARGV[#ARGV])");
        assertThat(source).isNotEqualTo(script.source());
        String living = source.replace("(server_micros + lasts)", "(server_micros + lasts " + life + ")");
        if (script.name().equals("take.lua")) {
            assertThat(living).isNotEqualTo(source);
        }
        return Script.of(script.name(), living);
    }

    private static List<byte[]> begin(Script script, String life, List<String> keys) {
        List<byte[]> words = new ArrayList<>();
        words.add(ascii("EVAL"));
        words.add(bytes(atTestTime(script, life).source()));
        words.add(ascii(keys.size()));
        keys.forEach(key -> words.add(bytes(key)));
        return words;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
