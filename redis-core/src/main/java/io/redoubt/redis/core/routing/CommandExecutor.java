package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Executor that sends a single Redis command to the responsible server and follows redirections. It repeats a command
 * once where that is safe. Thread-safe.
 */
final class CommandExecutor {

    /**
     * Maximum number of redirections followed per attempt: more than are needed to find any slot, but few enough
     * not to delay a caller for long.
     */
    static final int MAX_REDIRECTS = 16;

    /**
     * Number of redirections followed without a pause: the first finds a slot that has moved, the second and third
     * find a slot that has moved again in the meantime.
     */
    static final int IMMEDIATE_REDIRECTS = 3;

    private static final long MIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Command ASKING = Command.keyless("ASKING");

    private final Router router;
    private final DriverCounters counters;

    CommandExecutor(Router router, DriverCounters counters) {
        this.router = router;
        this.counters = counters;
    }

    Reply execute(Command command, CallContext call) {
        ServerHandle server = router.serverForKey(command.routingKey(), call.deadline());
        try {
            return followRedirects(command, call, server, server.execute(command, call));
        } catch (DriverException first) {
            router.callFailed(server, first);
            ServerHandle target = retryTarget(command, call, server, first);
            if (target == null) {
                throw first;
            }
            counters.repeated.increment();
            return retry(command, call, target, first);
        }
    }

    private Reply retry(Command command, CallContext call, ServerHandle server, DriverException first) {
        try {
            return followRedirects(command, call, server, server.execute(command, call));
        } catch (DriverException second) {
            router.callFailed(server, second);
            throw combined(first, second);
        }
    }

    /**
     * Returns the server on which to repeat a command after a failed attempt, or null if the command must not be
     * repeated.
     */
    private @Nullable ServerHandle retryTarget(
            Command command, CallContext call, ServerHandle server, DriverException failure) {
        if (call.mayRetryOnSameServer(failure)) {
            return router.serverForKey(command.routingKey(), call.deadline());
        }
        if (!call.mayRetryElsewhere(failure)) {
            return null;
        }
        ServerHandle other = router.serverForKey(command.routingKey(), call.deadline());
        return other == server ? null : other;
    }

    private static DriverException combined(DriverException first, DriverException second) {
        return first.execution() == Execution.UNKNOWN && second.execution() == Execution.NOT_EXECUTED
                ? DriverException.outcomeUnknown(second.kind(), String.valueOf(second.getMessage()), second)
                : second;
    }

    private Reply followRedirects(Command command, CallContext call, ServerHandle first, Reply reply) {
        return reply instanceof Reply.Refusal refusal ? followRedirects(command, call, first, refusal) : reply;
    }

    private Reply followRedirects(Command command, CallContext call, ServerHandle first, Reply.Refusal firstError) {
        ServerHandle server = first;
        Reply.Refusal refusal = firstError;
        long pause = MIN_PAUSE;
        int redirects = 0;
        while (true) {
            router.errorReplied(server, refusal);
            Redirect redirect = router.followsRedirects() ? Redirect.parse(refusal, server.node()) : null;
            if (redirect == null) {
                return refusal;
            }
            if (call.deadline().passed()) {
                if (redirect.namesOtherNode()) {
                    throw redirect.expired();
                }
                return refusal;
            }
            counters.redirects.increment();
            boolean retrySameServer = redirect.kind() == Redirect.Kind.TRYAGAIN;
            if (retrySameServer || ++redirects > IMMEDIATE_REDIRECTS) {
                // Multi-key commands wait here until their slot has been migrated; other commands wait until the
                // nodes agree.
                LockSupport.parkNanos(this, Math.min(pause, call.deadline().remainingNanos()));
                pause = Math.min(2 * pause, MAX_PAUSE);
            }
            if (redirects > MAX_REDIRECTS) {
                throw ServerHandle.notExecuted(
                        Kind.UNREACHABLE,
                        "the nodes of the cluster do not agree on who holds a slot: " + refusal.message());
            }
            Reply reply;
            if (redirect.kind() == Redirect.Kind.ASK) {
                reply = executeAsking(target(redirect, server), command, call);
            } else {
                server = target(redirect, server);
                if (!retrySameServer) {
                    router.slotMoved(redirect.slot(), server);
                }
                reply = server.execute(command, call);
            }
            if (!(reply instanceof Reply.Refusal next)) {
                return reply;
            }
            refusal = next;
        }
    }

    private ServerHandle target(Redirect redirect, ServerHandle asked) {
        return redirect.node() == null ? asked : router.serverAt(redirect.node());
    }

    private static Reply executeAsking(ServerHandle server, Command command, CallContext call) {
        List<Reply> replies = server.pipeline(List.of(ASKING, command), call);
        Reply reply = replies.get(1);
        if (reply instanceof Reply.Missing unanswered) {
            throw unanswered.reason();
        }
        return reply;
    }
}
