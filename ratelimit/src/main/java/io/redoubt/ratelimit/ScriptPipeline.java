package io.redoubt.ratelimit;

import io.redoubt.redis.core.GuardedDriver;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one script on several slots at the same time, each run at most once: all by digest in one pipeline, and those whose
 * server does not know it by source in another. Thread-safe.
 *
 * <p>Unlike {@link io.redoubt.redis.core.RedisCalls} it throws for no reply, since what the other runs did has to be known.
 */
final class ScriptPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptPipeline.class);

    private final RedisDriver driver;
    private final LogThrottle throttle;

    ScriptPipeline(RedisDriver driver, LongSupplier nanoTime) {
        this.driver = GuardedDriver.around(driver);
        this.throttle = new LogThrottle(nanoTime);
    }

    /** One run of a script. */
    record Run(List<byte[]> keys, List<byte[]> arguments) {}

    /** One reply a run, in their order; a refusal, or missing, where there is no other. Failures are logged. */
    List<Reply> run(Operation operation, Script script, List<Run> runs, Deadline deadline) {
        List<Reply> replies = new ArrayList<>(send(
                runs.stream()
                        .map(run -> script.evalsha(run.keys(), run.arguments()))
                        .toList(),
                deadline));
        List<Integer> unknown = IntStream.range(0, runs.size())
                .filter(i -> replies.get(i) instanceof Reply.Refusal refusal
                        && refusal.code().equals("NOSCRIPT"))
                .boxed()
                .toList();
        if (!unknown.isEmpty()) {
            List<Reply> again = send(
                    unknown.stream()
                            .map(runs::get)
                            .map(run -> script.eval(run.keys(), run.arguments()))
                            .toList(),
                    deadline);
            for (int i = 0; i < again.size(); i++) {
                replies.set(unknown.get(i), again.get(i));
            }
        }
        replies.forEach(reply -> logFailure(operation, script, reply));
        return replies;
    }

    private List<Reply> send(List<Command> commands, Deadline deadline) {
        Duration left = deadline.remaining();
        try {
            if (left.isZero()) {
                throw DriverException.notExecuted(DriverException.Kind.TIMEOUT, "no time was left to send it", null);
            }
            return driver.pipeline(commands, CallOptions.within(left));
        } catch (DriverException e) {
            return commands.stream()
                    .map(command -> (Reply) new Reply.Missing(e))
                    .toList();
        }
    }

    private void logFailure(Operation operation, Script script, Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            // By its code alone: the text may quote arguments.
            log(operation, script, "refused with " + refusal.code());
        } else if (reply instanceof Reply.Missing missing) {
            log(operation, script, String.valueOf(missing.reason().getMessage()));
        }
    }

    private void log(Operation operation, Script script, String what) {
        throttle.pass(leftOut -> LOG.warn(
                "{} ({} on {}) failed: {}{}", operation.name(), script.name(), operation.template(), what, leftOut));
    }
}
