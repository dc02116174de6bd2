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
 * Utility class that runs a Lua script with {@code EVALSHA}, or with {@code EVAL} if the server does not know the
 * script. Both are sent within one deadline.
 *
 * <p>Repeating after {@code NOSCRIPT} is safe, because the server refuses before it executes anything.
 */
final class ScriptExecutor {

    private ScriptExecutor() {}

    /**
     * Runs a script through the given function.
     *
     * @param execute sends one command and returns its reply
     * @param deadline the end of the whole call
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
