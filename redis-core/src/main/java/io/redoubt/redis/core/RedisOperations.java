package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Client that the cache, sessions, rate limits, locks and topics use to send commands to Redis. It rejects denied
 * commands, applies the command timeout, translates failures into exceptions of the API, and logs them. Thread-safe.
 *
 * <p>A returned reply is never a {@link Reply.Refusal} or {@link Reply.Missing}; elements of an array may be.
 */
public final class RedisOperations {

    private final RedisDriver driver;
    private final CallOptions once;
    private final CallOptions repeatable;
    private final ScriptPipeline scriptPipeline;
    private final LongSupplier nanoTime;
    private final FailureLog log;

    /**
     * Creates a client.
     *
     * @param driver the driver, guarded or not
     * @param timeout the maximum duration of a call
     * @param nanoTime the monotonic clock, in nanoseconds, for the rate of log lines and the duration of calls that
     *     take several pipelines
     */
    public RedisOperations(RedisDriver driver, Duration timeout, LongSupplier nanoTime) {
        this.driver = CommandFilteringDriver.around(driver);
        this.once = CallOptions.within(timeout);
        this.repeatable = once.repeatable();
        this.scriptPipeline = new ScriptPipeline(this.driver);
        this.nanoTime = nanoTime;
        this.log = FailureLog.atWarn(nanoTime);
    }

    private RedisOperations(RedisOperations original, CallOptions once, FailureLog log) {
        this.driver = original.driver;
        this.once = once;
        this.repeatable = once.repeatable();
        this.scriptPipeline = original.scriptPipeline;
        this.nanoTime = original.nanoTime;
        this.log = log;
    }

    /**
     * Returns this client with failures logged at DEBUG only, for a background task that makes its calls again and
     * again while they fail. The task itself tells of that, once: see {@link OutageLog}.
     */
    public RedisOperations quiet() {
        return new RedisOperations(this, once, FailureLog.atDebug(nanoTime));
    }

    /**
     * Returns this client with another timeout.
     *
     * @param timeout the maximum duration of a call
     */
    public RedisOperations within(Duration timeout) {
        return new RedisOperations(this, CallOptions.within(timeout), log);
    }

    /**
     * Connects to every master now.
     *
     * @throws RedoubtException if that did not succeed in time
     */
    public void connect(OperationDescription operation) {
        try {
            driver.connect(once);
        } catch (DriverException e) {
            throw logAndTranslate(operation, "CONNECT", e, Effect.NONE);
        }
    }

    /**
     * Returns how the servers work together.
     *
     * @throws RedoubtException if the servers are not known in time
     */
    public Topology.Mode mode(OperationDescription operation) {
        try {
            return driver.topology(once).mode();
        } catch (DriverException e) {
            throw logAndTranslate(operation, "TOPOLOGY", e, Effect.NONE);
        }
    }

    /**
     * Sends a read command, which may be repeated if its outcome is unknown.
     *
     * @throws RedoubtException if no reply or an error reply was received
     */
    public Reply read(OperationDescription operation, Command command) {
        return execute(operation, command, repeatable);
    }

    /**
     * Sends a write command at most once.
     *
     * @throws RedoubtException if no reply or an error reply was received
     */
    public Reply write(OperationDescription operation, Command command) {
        return execute(operation, command, once);
    }

    /**
     * Runs a script at most once.
     *
     * @throws RedoubtException if no reply or an error reply was received
     */
    public Reply run(OperationDescription operation, Script script, List<byte[]> keys, List<byte[]> arguments) {
        return executeScript(operation, script, keys, arguments, once);
    }

    /**
     * Runs an idempotent script, which may be repeated if its outcome is unknown.
     *
     * @throws RedoubtException if no reply or an error reply was received
     */
    public Reply runRepeatable(
            OperationDescription operation, Script script, List<byte[]> keys, List<byte[]> arguments) {
        return executeScript(operation, script, keys, arguments, repeatable);
    }

    /**
     * Runs one script many times, in pipelines of up to 256 runs, each run at most once. Not a transaction: the
     * outcome of one run says nothing about the others. For this reason failures are returned, not thrown.
     *
     * @param totalTimeout the maximum duration of all runs together; each pipeline takes at most the command
     *     timeout
     * @return one outcome per run, in the order of the runs
     */
    public List<BatchedCallResult> runEach(
            OperationDescription operation, Script script, List<BatchedScriptCall> runs, Duration totalTimeout) {
        return executeScripts(operation, script, runs, once, totalTimeout);
    }

    /**
     * Runs one idempotent script many times, like {@link #runEach}. Runs may be repeated if their outcome is
     * unknown.
     *
     * @param totalTimeout the maximum duration of all runs together; each pipeline takes at most the command
     *     timeout
     * @return one outcome per run, in the order of the runs
     */
    public List<BatchedCallResult> runEachRepeatable(
            OperationDescription operation, Script script, List<BatchedScriptCall> runs, Duration totalTimeout) {
        return executeScripts(operation, script, runs, repeatable, totalTimeout);
    }

    /**
     * Sends read commands together.
     *
     * @throws RedoubtException for the first command that received no reply or an error reply
     */
    public List<Reply> readAll(OperationDescription operation, List<Command> commands) {
        return executePipeline(operation, commands, repeatable);
    }

    /**
     * Sends write commands together, each at most once. After a failure, the other commands may have been executed.
     *
     * @throws RedoubtException for the first command that received no reply or an error reply
     */
    public List<Reply> writeAll(OperationDescription operation, List<Command> commands) {
        return executePipeline(operation, commands, once);
    }

    /**
     * Sends read commands together. The reply of one says nothing about the others, for example if one of the masters
     * is down. For this reason failures are returned, not thrown.
     *
     * @return one outcome per command, in the order of the commands
     * @throws io.redoubt.api.RedoubtInterruptedException if the thread is interrupted
     * @throws io.redoubt.api.ClosedException if the driver is closed
     */
    public List<BatchedCallResult> readEach(OperationDescription operation, List<Command> commands) {
        return executeEach(operation, commands, repeatable);
    }

    /** Sends write commands together, like {@link #readEach}, each at most once. */
    public List<BatchedCallResult> writeEach(OperationDescription operation, List<Command> commands) {
        return executeEach(operation, commands, once);
    }

    /**
     * Sends a read command to every master.
     *
     * @throws RedoubtException for the first master that gave no reply or an error reply
     */
    public Map<Node, Reply> readEveryMaster(OperationDescription operation, Command command) {
        try {
            Map<Node, Reply> replies = driver.onEveryMaster(command, repeatable);
            replies.values().forEach(reply -> requireSuccess(operation, command.name(), reply, Effect.NONE));
            return replies;
        } catch (DriverException e) {
            throw logAndTranslate(operation, command.name(), e, Effect.NONE);
        }
    }

    /**
     * Sends a read command to every master, whose failures are returned, not thrown.
     *
     * @throws RedoubtException if the masters are not known
     */
    public Map<Node, BatchedCallResult> readEachMaster(OperationDescription operation, Command command) {
        try {
            Map<Node, Reply> replies = driver.onEveryMaster(command, repeatable);
            List<BatchedCallResult> outcomes = BatchedReplyMapper.map(
                    operation, List.copyOf(replies.values()), log.batch(operation, command.name()));
            Map<Node, BatchedCallResult> byMaster = new LinkedHashMap<>();
            Iterator<BatchedCallResult> each = outcomes.iterator();
            replies.keySet().forEach(master -> byMaster.put(master, ofStore(each.next())));
            return byMaster;
        } catch (DriverException e) {
            throw logAndTranslate(operation, command.name(), e, Effect.NONE);
        }
    }

    /**
     * Sends a read command to one master.
     *
     * @throws RedoubtException if no reply or an error reply was received
     */
    public Reply readMaster(OperationDescription operation, Node master, Command command) {
        try {
            return requireSuccess(operation, command.name(), driver.onMaster(master, command, repeatable), Effect.NONE);
        } catch (DriverException e) {
            throw logAndTranslate(operation, command.name(), e, Effect.NONE);
        }
    }

    /**
     * Subscribes to channels, on a connection that is restored after every loss until the subscription is closed.
     *
     * @throws RedoubtException if the server has not confirmed that in time, or refuses; nothing is left then
     */
    public Subscription subscribe(
            OperationDescription operation, List<PubSubChannel> channels, SubscriptionListener listener) {
        try {
            return driver.subscribe(channels, listener, once);
        } catch (DriverException e) {
            RedoubtException translated = logAndTranslate(operation, "SUBSCRIBE", e, Effect.NONE);
            throw SubscriptionRefusalParser.parse(e)
                    .map(refusal -> StoreExceptionTranslator.translate(operation, refusal))
                    .orElse(translated);
        }
    }

    private Reply execute(OperationDescription operation, Command command, CallOptions options) {
        try {
            return requireSuccess(operation, command.name(), driver.execute(command, options), Effect.NONE);
        } catch (DriverException e) {
            throw logAndTranslate(operation, command.name(), e, Effect.NONE);
        }
    }

    private Reply executeScript(
            OperationDescription operation,
            Script script,
            List<byte[]> keys,
            List<byte[]> arguments,
            CallOptions options) {
        try {
            return requireSuccess(
                    operation, script.name(), driver.script(script, keys, arguments, options), Effect.NONE);
        } catch (DriverException e) {
            throw logAndTranslate(operation, script.name(), e, Effect.NONE);
        }
    }

    private List<BatchedCallResult> executeScripts(
            OperationDescription operation,
            Script script,
            List<BatchedScriptCall> runs,
            CallOptions options,
            Duration totalTimeout) {
        List<Reply> replies = scriptPipeline.execute(script, runs, options, Deadline.after(totalTimeout, nanoTime));
        return BatchedReplyMapper.map(operation, replies, log.batch(operation, script.name()));
    }

    private List<Reply> executePipeline(OperationDescription operation, List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        String command = commands.get(0).name();
        try {
            List<Reply> replies = driver.pipeline(commands, options);
            Effect otherEffect =
                    replies.stream().allMatch(RedisOperations::isNotExecuted) ? Effect.NONE : Effect.UNKNOWN;
            replies.forEach(reply -> requireSuccess(operation, command, reply, otherEffect));
            return replies;
        } catch (DriverException e) {
            throw logAndTranslate(operation, command, e, Effect.NONE);
        }
    }

    private List<BatchedCallResult> executeEach(
            OperationDescription operation, List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Reply> replies;
        try {
            replies = driver.pipeline(commands, options);
        } catch (DriverException e) {
            replies = Collections.nCopies(commands.size(), new Reply.Missing(e));
        }
        String command = commands.get(0).name();
        return BatchedReplyMapper.map(operation, replies, log.batch(operation, command)).stream()
                .map(RedisOperations::ofStore)
                .toList();
    }

    /** Throws the failures that are none of the store. */
    private static BatchedCallResult ofStore(BatchedCallResult outcome) {
        if (outcome instanceof BatchedCallResult.Failed failed && !StoreFailures.isOfStore(failed.reason())) {
            throw failed.reason();
        }
        return outcome;
    }

    private static boolean isNotExecuted(Reply reply) {
        return reply instanceof Reply.Refusal
                || (reply instanceof Reply.Missing missing
                        && missing.reason().execution() == DriverException.Execution.NOT_EXECUTED);
    }

    private Reply requireSuccess(OperationDescription operation, String command, Reply reply, Effect otherCommands) {
        if (reply instanceof Reply.Refusal original) {
            Reply.Refusal refusal = ScriptErrorUnwrapper.unwrap(original);
            RedoubtException translated = StoreExceptionTranslator.translate(operation, refusal, otherCommands);
            log.refused(operation, command, refusal, translated);
            throw translated;
        }
        if (reply instanceof Reply.Missing missing) {
            throw logAndTranslate(operation, command, missing.reason(), otherCommands);
        }
        return reply;
    }

    private RedoubtException logAndTranslate(
            OperationDescription operation, String command, DriverException e, Effect otherCommands) {
        if (e.kind() != DriverException.Kind.INTERRUPTED) { // no failure of Redis
            log.failed(operation, command, e);
        }
        return StoreExceptionTranslator.translate(operation, e, otherCommands);
    }
}
