package io.redoubt.tck.load;

import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mix of Redis commands for load tests: 60 % {@code GET} of 1 KB, 20 % {@code SET} with expiry, and 20 % rate limiter
 * scripts. Each reply is verified, including that it belongs to this request. Thread-safe.
 */
final class Workload {

    private static final int KEYS = 1_000;
    private static final int VALUE_BYTES = 1024;
    private static final long TTL_MILLIS = 600_000;

    /**
     * KEYS[1]: state of the limiter. ARGV[1]: the reply. The script is a GCRA of 1,000,000 calls a second, so that
     * every call reads and writes the state.
     */
    private static final String SCRIPT = "local t = redis.call('TIME') local now = t[1] * 1000000 + t[2]"
            + " local at = tonumber(redis.call('GET', KEYS[1]) or 0) if at < now then at = now end"
            + " redis.call('SET', KEYS[1], at + 1, 'PX', 600000) return ARGV[1]";

    private final byte[][] read = new byte[KEYS][];
    private final byte[][] written = new byte[KEYS][];
    private final byte[][] limited = new byte[KEYS][];
    private final byte[][] values = new byte[KEYS][];
    private final String sha1;
    private final AtomicLong requestIds = new AtomicLong();

    private Workload(String sha1) {
        this.sha1 = sha1;
        for (int i = 0; i < KEYS; i++) {
            read[i] = ascii("load:read:" + i);
            written[i] = ascii("load:written:" + i);
            limited[i] = ascii("load:limited:" + i);
            values[i] = ascii((i + ";").repeat(VALUE_BYTES).substring(0, VALUE_BYTES));
        }
    }

    /** Writes the values that will be read, and loads the script. */
    static Workload prepare(RawRedis raw) {
        Workload workload = new Workload(raw.text("SCRIPT", "LOAD", SCRIPT));
        for (int i = 0; i < KEYS; i++) {
            raw.call("SET", text(workload.read[i]), text(workload.values[i]), "PX", Long.toString(TTL_MILLIS));
        }
        return workload;
    }

    /**
     * Makes one call and verifies its reply.
     *
     * @throws AssertionError if the reply is incorrect
     */
    void callOnce(LoadClient client) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int i = random.nextInt(KEYS);
        int kind = random.nextInt(10);
        if (kind < 6) {
            verify(Arrays.equals(client.get(read[i]), values[i]), "GET");
        } else if (kind < 8) {
            verify(client.set(written[i], values[i], TTL_MILLIS), "SET");
        } else {
            byte[] requestId = ascii(Long.toString(requestIds.incrementAndGet()));
            verify(Arrays.equals(client.script(sha1, limited[i], requestId), requestId), "EVALSHA");
        }
    }

    private static void verify(boolean right, String call) {
        if (!right) {
            throw new AssertionError("wrong reply to " + call);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
