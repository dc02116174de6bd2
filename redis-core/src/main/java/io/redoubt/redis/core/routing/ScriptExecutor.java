package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The way every driver runs a script: by digest, and by source if the server does not know it, within one deadline.
 *
 * <p>Repeating after {@code NOSCRIPT} is safe: the server refused before it ran anything.
 */
final class ScriptExecutor {

    private ScriptExecutor() {}

    /**
     * Runs a script through a driver's {@code execute}.
     *
     * @param execute the driver's own way to send one command
     * @param deadline the end of the call
     */
    static Reply run(
            BiFunction<Command, CallOptions, Reply> execute,
            Script script,
            List<byte[]> keys,
            List<byte[]> arguments,
            CallOptions options,
            Deadline deadline) {
        Reply reply = execute.apply(script.evalsha(keys, arguments), options);
        if (!(reply instanceof Reply.Refusal refusal) || !refusal.code().equals("NOSCRIPT")) {
            return reply;
        }
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            throw DriverException.notExecuted(
                    DriverException.Kind.TIMEOUT, "no time was left to send " + script.name() + " by source", null);
        }
        return execute.apply(script.eval(keys, arguments), new CallOptions(remaining, options.idempotent()));
    }
}
