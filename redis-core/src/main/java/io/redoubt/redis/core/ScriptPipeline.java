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
 * Runs of one script that travel together: by digest in one pipeline, and those whose server does not know the script by
 * source in another. Thread-safe.
 */
final class ScriptPipeline {

    /** How many travel together: enough to share a trip, few enough not to hold up the server's other clients. */
    static final int MOST = 256;

    private final RedisDriver driver;
    private final Set<Script> allowed = ConcurrentHashMap.newKeySet();

    /**
     * @param driver a guarded one
     */
    ScriptPipeline(RedisDriver driver) {
        this.driver = driver;
    }

    /**
     * One reply a run, in their order; never throws for one that did not come.
     *
     * @param options how long each pipeline may take, and whether it may be sent again
     * @param deadline when all of them must have ended
     */
    List<Reply> replies(Script script, List<ScriptRun> runs, CallOptions options, Deadline deadline) {
        if (!allowed.contains(script)) {
            // The guard looks into scripts, but not into the commands of a pipeline. Bounded by the scripts of the
            // program.
            allowed.add(Scripts.allowed(script));
        }
        List<Reply> replies = new ArrayList<>(runs.size());
        for (int from = 0; from < runs.size(); from += MOST) {
            List<ScriptRun> together = runs.subList(from, Math.min(runs.size(), from + MOST));
            replies.addAll(together(script, together, options, deadline));
        }
        return replies;
    }

    private List<Reply> together(Script script, List<ScriptRun> runs, CallOptions options, Deadline deadline) {
        List<Command> byDigest = runs.stream()
                .map(run -> script.evalsha(run.keys(), run.arguments()))
                .toList();
        List<Reply> replies = new ArrayList<>(send(byDigest, options, deadline));
        List<Integer> unknown = IntStream.range(0, runs.size())
                .filter(i -> isUnknownScript(replies.get(i)))
                .boxed()
                .toList();
        if (!unknown.isEmpty()) {
            List<Command> bySource = unknown.stream()
                    .map(runs::get)
                    .map(run -> script.eval(run.keys(), run.arguments()))
                    .toList();
            List<Reply> again = send(bySource, options, deadline);
            for (int i = 0; i < again.size(); i++) {
                replies.set(unknown.get(i), again.get(i));
            }
        }
        return replies;
    }

    /** The server refused before it ran anything, so that to run it again by source is to run it once. */
    private static boolean isUnknownScript(Reply reply) {
        return reply instanceof Reply.Refusal refusal && refusal.code().equals("NOSCRIPT");
    }

    private List<Reply> send(List<Command> commands, CallOptions options, Deadline deadline) {
        Duration left = deadline.remaining();
        if (left.isZero()) {
            return missing(
                    commands, DriverException.notExecuted(DriverException.Kind.TIMEOUT, "no time was left", null));
        }
        try {
            Duration atMost = left.compareTo(options.timeout()) < 0 ? left : options.timeout();
            return driver.pipeline(commands, new CallOptions(atMost, options.idempotent()));
        } catch (DriverException e) {
            return missing(commands, e);
        }
    }

    private static List<Reply> missing(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }
}
