package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands together: one flush a server, servers in parallel; those that were pointed elsewhere, or lost and may be
 * repeated, go out together once more. Thread-safe.
 *
 * <p>The order of commands about one key is kept, unless its slot moves while they are on their way.
 */
final class Pipelines {

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Routes routes;
    private final Tally tally;

    Pipelines(Routes routes, Tally tally) {
        this.routes = routes;
        this.tally = tally;
    }

    /**
     * @throws DriverException if nothing at all was sent
     */
    List<Reply> send(List<Command> commands, Call call) {
        Reply[] replies = new Reply[commands.size()];
        List<Errand> open = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            open.add(Errand.first(
                    i, commands.get(i), routes.forKey(commands.get(i).routingKey(), call.deadline())));
        }
        for (int round = 0; !open.isEmpty(); round++) {
            run(open, call, replies);
            open = round < SingleCalls.MOST_REDIRECTS ? next(open, call, replies, round) : List.of();
        }
        return requireSent(Arrays.asList(replies));
    }

    private void run(List<Errand> errands, Call call, Reply[] replies) {
        Map<Server, List<Errand>> byServer = new LinkedHashMap<>();
        for (Errand errand : errands) {
            byServer.computeIfAbsent(errand.server(), s -> new ArrayList<>()).add(errand);
        }
        if (byServer.size() == 1) {
            List<Errand> all = byServer.values().iterator().next();
            settle(all, all.get(0).server().pipeline(Errand.commands(all), call), replies);
            return;
        }
        Map<List<Errand>, PendingReplies> pending = new LinkedHashMap<>();
        byServer.forEach((server, group) -> pending.put(group, server.send(Errand.commands(group), call)));
        pending.forEach((group, coming) -> settle(group, coming.await(), replies));
    }

    private static void settle(List<Errand> errands, List<Reply> coming, Reply[] replies) {
        int at = 0;
        for (Errand errand : errands) {
            at += errand.asking() ? 1 : 0;
            Reply reply = coming.get(at++);
            // What became of the first attempt is not forgotten when nothing was sent the second time.
            replies[errand.index()] = errand.repeated() && isMissing(reply) ? replies[errand.index()] : reply;
        }
    }

    /** What is to be sent once more. */
    private List<Errand> next(List<Errand> errands, Call call, Reply[] replies, int round) {
        List<Errand> again = new ArrayList<>();
        boolean pause = round >= SingleCalls.REDIRECTS_AT_ONCE;
        for (Errand errand : errands) {
            Reply reply = replies[errand.index()];
            if (reply instanceof Reply.Refusal refusal) {
                routes.refused(errand.server(), refusal);
                Redirect redirect =
                        routes.follows() ? Redirect.of(refusal, errand.server().node()) : null;
                if (redirect != null && call.deadline().passed()) {
                    replies[errand.index()] = redirect.leadsElsewhere() ? tooLate(errand, redirect) : reply;
                } else if (redirect != null) {
                    tally.redirects.increment();
                    pause |= redirect.kind() == Redirect.Kind.TRYAGAIN;
                    again.add(errand.redirected(follow(redirect, errand.server()), redirect.kind()));
                }
            } else if (reply instanceof Reply.Missing missing) {
                routes.failed(errand.server(), missing.reason());
                Server next = errand.repeated() ? null : whereNext(errand, call, missing.reason());
                if (next != null) {
                    tally.repeated.increment();
                    again.add(errand.again(next));
                }
            }
        }
        if (pause && !again.isEmpty()) {
            LockSupport.parkNanos(this, Math.min(PAUSE, call.deadline().remainingNanos()));
        }
        return again;
    }

    /** Of what was lost before nobody knows, though it was not executed this time. */
    private static Reply tooLate(Errand errand, Redirect redirect) {
        DriverException late = redirect.tooLate();
        return new Reply.Missing(
                errand.repeated()
                        ? DriverException.outcomeUnknown(late.kind(), String.valueOf(late.getMessage()), late)
                        : late);
    }

    /** Where a command may be sent after an attempt that failed; null if nowhere. */
    private @Nullable Server whereNext(Errand errand, Call call, DriverException failure) {
        if (!call.mayRepeat(failure) && !call.mayGoElsewhere(failure)) {
            return null;
        }
        Server now = routes.forKey(errand.command().routingKey(), call.deadline());
        return call.mayRepeat(failure) || now != errand.server() ? now : null;
    }

    private Server follow(Redirect redirect, Server asked) {
        if (redirect.node() == null) {
            return asked;
        }
        Server holder = routes.at(redirect.node());
        if (redirect.kind() == Redirect.Kind.MOVED) {
            routes.moved(redirect.slot(), holder);
        }
        return holder;
    }

    private static List<Reply> requireSent(List<Reply> replies) {
        for (Reply reply : replies) {
            if (!(reply instanceof Reply.Missing missing) || missing.reason().execution() == Execution.UNKNOWN) {
                return replies;
            }
        }
        throw ((Reply.Missing) replies.get(0)).reason();
    }

    private static boolean isMissing(Reply reply) {
        return reply instanceof Reply.Missing;
    }
}
