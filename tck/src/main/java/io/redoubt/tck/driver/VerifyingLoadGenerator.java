package io.redoubt.tck.driver;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Load generator that calls a driver while servers fail, and detects commands executed twice and wrong replies. Each
 * caller increments each of its own hash fields once, and reads values that never change. Double execution, wrong
 * replies and undocumented failures are found afterwards. Thread-safe.
 */
final class VerifyingLoadGenerator {

    /** Long enough never to expire on a server that answers, however busy the machine is. */
    private static final CallOptions LONG_TIMEOUT = CallOptions.within(Duration.ofSeconds(30));

    /** Pause after a failure, so that callers whose calls fail at once leave the processors to other threads. */
    private static final long PAUSE_NANOS = 1_000_000;

    /** Codes of error replies that are transient during failovers and migrations. */
    private static final Set<String> TRANSIENT_ERROR_CODES =
            Set.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED");

    final AtomicBoolean stop = new AtomicBoolean();
    final AtomicInteger succeeded = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final Set<String> violations = ConcurrentHashMap.newKeySet();
    final Set<DriverException.Kind> failureKinds = ConcurrentHashMap.newKeySet();
    private final RedisDriver driver;
    private final List<String> keys;

    VerifyingLoadGenerator(RedisDriver driver, List<String> keys) {
        this.driver = driver;
        this.keys = keys;
    }

    /** Returns the key of the hash whose fields are written along with a key, in the same slot. */
    static String counters(String key) {
        return key.startsWith("{") ? key + ":fields" : "{" + key + "}:fields";
    }

    /** Runs the calls of one caller until it is told to stop, or the test has ended. */
    void run(int caller) {
        for (int call = 0; !stop.get() && !Thread.currentThread().isInterrupted(); call++) {
            String key = keys.get((caller + call) % keys.size());
            if (call % 2 == 0) {
                byte[] field = bytes(caller + "-" + call);
                executeAndRecord(
                        key,
                        Command.keyed("HINCRBY", bytes(counters(key)), field, bytes("1")),
                        LONG_TIMEOUT,
                        new Reply.Int(1));
            } else {
                executeAndRecord(
                        key, Command.keyed("GET", bytes(key)), LONG_TIMEOUT.repeatable(), Reply.Data.of(bytes(key)));
            }
        }
    }

    private void executeAndRecord(String key, Command command, CallOptions options, Reply expected) {
        try {
            Reply reply = driver.execute(command, options);
            if (reply instanceof Reply.Refusal refusal) {
                pauseAfterFailure();
                if (!TRANSIENT_ERROR_CODES.contains(refusal.code())) {
                    violations.add(refusal.message());
                }
            } else if (sameReply(reply, expected)) {
                succeeded.incrementAndGet();
            } else {
                violations.add(command.name() + " of " + key + " got " + reply);
            }
        } catch (DriverException e) {
            failureKinds.add(e.kind());
            pauseAfterFailure();
        }
    }

    private void pauseAfterFailure() {
        failed.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private static boolean sameReply(Reply reply, Reply expected) {
        if (reply instanceof Reply.Data data && expected instanceof Reply.Data other) {
            return data.text().equals(other.text());
        }
        return reply.equals(expected);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
