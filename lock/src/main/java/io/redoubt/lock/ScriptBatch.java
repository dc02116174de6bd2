package io.redoubt.lock;

import io.redoubt.redis.core.GuardedDriver;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one script for many keys in one round trip, for work in the background, where each call has an outcome of its own and
 * a failure goes to the log rather than to a caller. Thread-safe.
 *
 * <p>The scripts must bear being run twice: calls may be repeated.
 */
final class ScriptBatch {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptBatch.class);

    /** How many travel together: enough to share a trip, few enough not to hold up the server's other clients. */
    private static final int MOST = 256;

    private final RedisDriver driver;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final LogThrottle throttle;

    ScriptBatch(RedisDriver driver, Duration timeout, LongSupplier nanoTime) {
        this.driver = GuardedDriver.around(driver);
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.throttle = new LogThrottle(nanoTime);
    }

    /** What one run of the script is about. */
    record Call(List<byte[]> keys, List<byte[]> arguments) {}

    /** One reply a call, in their order; never throws. */
    List<Reply> run(String operation, Script script, List<Call> calls, Duration atMost) {
        Deadline deadline = Deadline.after(atMost, nanoTime);
        List<Reply> replies = new ArrayList<>(calls.size());
        for (int from = 0; from < calls.size(); from += MOST) {
            replies.addAll(chunk(script, calls.subList(from, Math.min(calls.size(), from + MOST)), deadline));
        }
        log(operation, replies);
        return replies;
    }

    private List<Reply> chunk(Script script, List<Call> calls, Deadline deadline) {
        List<Reply> replies = new ArrayList<>(send(
                calls.stream()
                        .map(call -> script.evalsha(call.keys(), call.arguments()))
                        .toList(),
                deadline));
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Refusal refusal
                    && refusal.code().equals("NOSCRIPT")) {
                unknown.add(i);
            }
        }
        if (!unknown.isEmpty()) {
            List<Reply> again = send(
                    unknown.stream()
                            .map(i -> script.eval(
                                    calls.get(i).keys(), calls.get(i).arguments()))
                            .toList(),
                    deadline);
            for (int i = 0; i < again.size(); i++) {
                replies.set(unknown.get(i), again.get(i));
            }
        }
        return replies;
    }

    private List<Reply> send(List<Command> commands, Deadline deadline) {
        Duration left = deadline.remaining();
        if (left.isZero()) {
            return missing(
                    commands.size(),
                    DriverException.notExecuted(DriverException.Kind.TIMEOUT, "no time was left", null));
        }
        try {
            Duration atMost = left.compareTo(timeout) < 0 ? left : timeout;
            return driver.pipeline(commands, CallOptions.within(atMost).repeatable());
        } catch (DriverException e) {
            return missing(commands.size(), e);
        }
    }

    private static List<Reply> missing(int count, DriverException reason) {
        return Collections.nCopies(count, new Reply.Missing(reason));
    }

    private void log(String operation, List<Reply> replies) {
        List<String> failures = replies.stream()
                .filter(reply -> reply instanceof Reply.Missing || reply instanceof Reply.Refusal)
                .map(reply -> reply instanceof Reply.Missing missing
                        ? missing.reason().kind().name()
                        : ((Reply.Refusal) reply).code())
                .toList();
        if (!failures.isEmpty()) {
            throttle.pass(leftOut -> LOG.warn(
                    "{} failed for {} of {} locks: {}{}",
                    operation,
                    failures.size(),
                    replies.size(),
                    failures.get(0),
                    leftOut));
        }
    }
}
