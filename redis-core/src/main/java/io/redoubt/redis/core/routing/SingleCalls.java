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
 * Sends one command to the server that is to have it, follows where that points, and repeats it once where that is safe.
 * Thread-safe.
 */
final class SingleCalls {

    /** More than any slot needs to be found; fewer than would hold up a caller for long. */
    static final int MOST_REDIRECTS = 16;

    /** How many are followed without a pause: one finds a slot that has moved, a second one that moved on meanwhile. */
    static final int REDIRECTS_AT_ONCE = 3;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Command ASKING = Command.keyless("ASKING");

    private final Routes routes;
    private final Tally tally;

    SingleCalls(Routes routes, Tally tally) {
        this.routes = routes;
        this.tally = tally;
    }

    Reply execute(Command command, Call call) {
        Server server = routes.forKey(command.routingKey(), call.deadline());
        try {
            return follow(command, call, server, server.execute(command, call));
        } catch (DriverException first) {
            routes.failed(server, first);
            Server next = whereNext(command, call, server, first);
            if (next == null) {
                throw first;
            }
            tally.repeated.increment();
            return again(command, call, next, first);
        }
    }

    private Reply again(Command command, Call call, Server server, DriverException first) {
        try {
            return follow(command, call, server, server.execute(command, call));
        } catch (DriverException second) {
            routes.failed(server, second);
            throw ofBoth(first, second);
        }
    }

    /** Where a command may be sent after an attempt that failed; null if nowhere. */
    private @Nullable Server whereNext(Command command, Call call, Server server, DriverException failure) {
        if (call.mayRepeat(failure)) {
            return routes.forKey(command.routingKey(), call.deadline());
        }
        if (!call.mayGoElsewhere(failure)) {
            return null;
        }
        Server other = routes.forKey(command.routingKey(), call.deadline());
        return other == server ? null : other;
    }

    private static DriverException ofBoth(DriverException first, DriverException second) {
        return first.execution() == Execution.UNKNOWN && second.execution() == Execution.NOT_EXECUTED
                ? DriverException.outcomeUnknown(second.kind(), String.valueOf(second.getMessage()), second)
                : second;
    }

    private Reply follow(Command command, Call call, Server first, Reply reply) {
        return reply instanceof Reply.Refusal refusal ? follow(command, call, first, refusal) : reply;
    }

    private Reply follow(Command command, Call call, Server first, Reply.Refusal refused) {
        Server server = first;
        Reply.Refusal refusal = refused;
        long pause = SHORTEST_PAUSE;
        int redirects = 0;
        while (true) {
            routes.refused(server, refusal);
            Redirect redirect = routes.follows() ? Redirect.of(refusal, server.node()) : null;
            if (redirect == null) {
                return refusal;
            }
            if (call.deadline().passed()) {
                if (redirect.leadsElsewhere()) {
                    throw redirect.tooLate();
                }
                return refusal;
            }
            tally.redirects.increment();
            boolean sameAgain = redirect.kind() == Redirect.Kind.TRYAGAIN;
            if (sameAgain || ++redirects > REDIRECTS_AT_ONCE) {
                // Commands about several keys wait here until their slot has arrived, and others until the nodes agree.
                LockSupport.parkNanos(this, Math.min(pause, call.deadline().remainingNanos()));
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
            if (redirects > MOST_REDIRECTS) {
                throw Server.notExecuted(
                        Kind.UNREACHABLE,
                        "the nodes of the cluster do not agree on who holds a slot: " + refusal.message());
            }
            Reply reply;
            if (redirect.kind() == Redirect.Kind.ASK) {
                reply = asking(holder(redirect, server), command, call);
            } else {
                server = holder(redirect, server);
                if (!sameAgain) {
                    routes.moved(redirect.slot(), server);
                }
                reply = server.execute(command, call);
            }
            if (!(reply instanceof Reply.Refusal next)) {
                return reply;
            }
            refusal = next;
        }
    }

    private Server holder(Redirect redirect, Server asked) {
        return redirect.node() == null ? asked : routes.at(redirect.node());
    }

    private static Reply asking(Server server, Command command, Call call) {
        List<Reply> replies = server.pipeline(List.of(ASKING, command), call);
        Reply reply = replies.get(1);
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }
}
