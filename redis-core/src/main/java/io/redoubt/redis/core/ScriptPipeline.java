package io.redoubt.redis.core;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Executor that runs one Lua script many times in a pipeline, each time with different keys and arguments. Runs are
 * sent by digest in one pipeline; runs that a server rejects because it does not know the script are sent again by
 * source in a second pipeline. Thread-safe.
 */
final class ScriptPipeline {

    /**
     * Maximum number of runs per pipeline: large enough to save round trips, small enough not to delay the server's
     * other clients.
     */
    static final int MAX_RUNS = 256;

    private final RedisDriver driver;
    private final Set<Script> checkedScripts = ConcurrentHashMap.newKeySet();

    /**
     * @param driver a guarded driver
     */
    ScriptPipeline(RedisDriver driver) {
        this.driver = driver;
    }

    /**
     * Runs a script. Never throws for a missing reply.
     *
     * @param options the timeout of each pipeline, and whether it may be repeated
     * @param deadline the deadline of all runs together
     * @return one reply per run, in the order of the runs
     */
    List<Reply> execute(Script script, List<BatchedScriptCall> runs, CallOptions options, Deadline deadline) {
        if (!checkedScripts.contains(script)) {
            // The guarded driver checks scripts, but not the scripts within pipelined commands. The set is bounded
            // by the number of scripts of the program.
            checkedScripts.add(ScriptResources.requireAllowed(script));
        }
        List<Reply> replies = new ArrayList<>(runs.size());
        for (int from = 0; from < runs.size(); from += MAX_RUNS) {
            List<BatchedScriptCall> chunk = runs.subList(from, Math.min(runs.size(), from + MAX_RUNS));
            replies.addAll(executeChunk(script, chunk, options, deadline));
        }
        return replies;
    }

    private List<Reply> executeChunk(
            Script script, List<BatchedScriptCall> runs, CallOptions options, Deadline deadline) {
        List<Command> byDigest = runs.stream()
                .map(run -> script.evalsha(run.keys(), run.arguments()))
                .toList();
        List<Reply> replies = new ArrayList<>(send(byDigest, options, deadline));
        List<Integer> notLoaded = IntStream.range(0, runs.size())
                .filter(i -> isNoScript(replies.get(i)))
                .boxed()
                .toList();
        if (!notLoaded.isEmpty()) {
            List<Command> bySource = notLoaded.stream()
                    .map(runs::get)
                    .map(run -> script.eval(run.keys(), run.arguments()))
                    .toList();
            List<Reply> retried = send(bySource, options, deadline);
            for (int i = 0; i < retried.size(); i++) {
                replies.set(notLoaded.get(i), retried.get(i));
            }
        }
        return replies;
    }

    /**
     * Returns whether the server does not know the script. In that case it executed nothing, so running the script
     * again by source runs it once.
     */
    private static boolean isNoScript(Reply reply) {
        return reply instanceof Reply.Refusal refusal && refusal.code().equals("NOSCRIPT");
    }

    private List<Reply> send(List<Command> commands, CallOptions options, Deadline deadline) {
        Duration remaining = deadline.remaining();
        if (remaining.isZero()) {
            return unanswered(
                    commands, DriverException.notExecuted(DriverException.Kind.TIMEOUT, "no time was left", null));
        }
        try {
            Duration timeout = remaining.compareTo(options.timeout()) < 0 ? remaining : options.timeout();
            return driver.pipeline(commands, new CallOptions(timeout, options.idempotent()));
        } catch (DriverException e) {
            return unanswered(commands, e);
        }
    }

    private static List<Reply> unanswered(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }
}
