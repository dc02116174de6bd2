package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Client that runs each {@link ScriptCall} on Redis, and keeps session ids and user ids out of exceptions and logs.
 * Each call that may change a session has the copies of the sessions whose keys it declares dropped before it returns
 * or throws. Thread-safe.
 */
final class SessionOperations {

    private final RedisOperations calls;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final String pattern;
    private final @Nullable NearSessions near;

    /**
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock, in nanoseconds
     * @param near the near cache of this process; null for none
     */
    SessionOperations(
            RedisOperations calls,
            Duration timeout,
            LongSupplier nanoTime,
            SessionKeys keys,
            @Nullable NearSessions near) {
        this.calls = calls;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.pattern = keys.space().start() + "*";
        this.near = near;
    }

    private SessionOperations(RedisOperations calls, SessionOperations original, Duration timeout) {
        this.calls = calls;
        this.timeout = timeout;
        this.nanoTime = original.nanoTime;
        this.pattern = original.pattern;
        this.near = original.near;
    }

    /** Returns a client for background tasks, which log failures themselves, see {@link RedisOperations#quiet}. */
    SessionOperations quiet() {
        return new SessionOperations(calls.quiet(), this, timeout);
    }

    /** Returns a client whose calls take no longer than these, and no longer than the given time. */
    SessionOperations within(Duration longest) {
        return longest.compareTo(timeout) < 0 ? new SessionOperations(calls.within(longest), this, longest) : this;
    }

    OperationDescription of(String method) {
        return new OperationDescription("session." + method, pattern, pattern);
    }

    <T> T run(ScriptCall<T> call) {
        try {
            return read(call);
        } finally {
            changed(call.keys());
        }
    }

    /** Runs a call that changes no session. */
    <T> T read(ScriptCall<T> call) {
        return call.replyParser().apply(calls.run(of(call.method()), call.script(), call.keys(), call.arguments()));
    }

    private void changed(List<byte[]> keys) {
        if (near != null) {
            near.changed(keys);
        }
    }

    /** Runs a call that changes no session, and may be repeated if its outcome is unknown. */
    <T> T runRepeatable(ScriptCall<T> call) {
        return call.replyParser()
                .apply(calls.runRepeatable(of(call.method()), call.script(), call.keys(), call.arguments()));
    }

    /**
     * Runs calls of one script, at least one, together, each at most once. Passes on all results before it throws.
     *
     * @throws RedoubtException the first failure, if there is one
     */
    <T extends @Nullable Object> void runEach(String method, List<ScriptCall<T>> scripts, Consumer<? super T> results) {
        List<BatchedCallResult> outcomes = outcomes(method, scripts);
        RedoubtException failure = null;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Replied replied) {
                results.accept(scripts.get(i).replyParser().apply(replied.reply()));
            } else if (outcomes.get(i) instanceof BatchedCallResult.Failed failed && failure == null) {
                failure = failed.reason();
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Runs calls of one script, at least one, together, each at most once.
     *
     * @param failures is given the reason of each failure
     * @return the results, in the order of the calls; empty for each that failed
     */
    <T> List<Optional<T>> tryEach(
            String method, List<ScriptCall<T>> scripts, Consumer<? super RedoubtException> failures) {
        List<BatchedCallResult> outcomes = outcomes(method, scripts);
        List<Optional<T>> results = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            results.add(parsed(scripts.get(i), outcomes.get(i), failures));
        }
        return results;
    }

    private static <T> Optional<T> parsed(
            ScriptCall<T> script, BatchedCallResult outcome, Consumer<? super RedoubtException> failures) {
        try {
            if (outcome instanceof BatchedCallResult.Replied replied) {
                return Optional.of(script.replyParser().apply(replied.reply()));
            }
            if (outcome instanceof BatchedCallResult.Failed failed) {
                failures.accept(failed.reason());
            }
        } catch (RedoubtException foreignReply) {
            failures.accept(foreignReply);
        }
        return Optional.empty();
    }

    private <T extends @Nullable Object> List<BatchedCallResult> outcomes(String method, List<ScriptCall<T>> scripts) {
        List<BatchedScriptCall> runs = scripts.stream()
                .map(script -> new BatchedScriptCall(script.keys(), script.arguments()))
                .toList();
        try {
            return calls.runEach(of(method), scripts.get(0).script(), runs, timeout);
        } finally {
            if (near != null) {
                near.changedByEach(scripts);
            }
        }
    }

    /**
     * Makes a call again, with the sessions that the reply has named, until its reply names none. A user whose sessions
     * change between two calls causes another one; each change is a success of another caller.
     *
     * @param call is given the hashes of the ids of the sessions whose keys it declares
     * @param named returns the hashes of the ids whose keys must be declared; null if none is needed
     * @param effect whether calls that ask for another one may have had an effect
     * @throws StoreTimeoutException if that goes on for longer than a call may take
     */
    <T> T repeat(
            String method, Effect effect, Function<List<String>, T> call, Function<T, @Nullable List<String>> named) {
        Deadline deadline = deadline();
        List<String> sessions = List.of();
        while (true) {
            T reply = call.apply(sessions);
            List<String> next = named.apply(reply);
            if (next == null) {
                return reply;
            }
            if (deadline.passed()) {
                throw changing(method, effect);
            }
            sessions = next;
        }
    }

    /** Returns the exception for sessions that have changed again and again. */
    StoreTimeoutException changing(String method, Effect effect) {
        return new StoreTimeoutException(
                of(method) + ": the session, or those of its user, were changed by others again and again, for as long"
                        + " as a call may take: try again, and look for a client that logs in or updates without end",
                effect,
                null);
    }

    /** Returns how long a call may take. */
    Duration timeout() {
        return timeout;
    }

    /** Returns the monotonic clock, in nanoseconds. */
    LongSupplier nanoTime() {
        return nanoTime;
    }

    Deadline deadline() {
        return Deadline.after(timeout, nanoTime);
    }
}
