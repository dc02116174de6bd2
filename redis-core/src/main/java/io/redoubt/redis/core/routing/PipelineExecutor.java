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
 * Executor that groups the commands of a pipeline by the server that owns their keys, and sends all groups in parallel.
 * Each group is sent with one flush, unless it exceeds the driver's limits. Commands that were redirected, or lost and
 * safe to repeat, are sent again together. Thread-safe.
 *
 * <p>The order of commands for the same key is preserved, unless its slot moves in the meantime.
 */
final class PipelineExecutor {

    private static final long RETRY_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Router router;
    private final DriverCounters counters;

    PipelineExecutor(Router router, DriverCounters counters) {
        this.router = router;
        this.counters = counters;
    }

    /**
     * Sends commands and waits for their replies.
     *
     * @return one reply per command, in the order of the commands
     * @throws DriverException if nothing at all was sent
     */
    List<Reply> execute(List<Command> commands, CallContext call) {
        Reply[] replies = new Reply[commands.size()];
        List<RoutedPipelineCommand> outstanding = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            outstanding.add(RoutedPipelineCommand.of(
                    i, commands.get(i), router.serverForKey(commands.get(i).routingKey(), call.deadline())));
        }
        for (int round = 0; !outstanding.isEmpty(); round++) {
            send(outstanding, call, replies);
            outstanding =
                    round < CommandExecutor.MAX_REDIRECTS ? retries(outstanding, call, replies, round) : List.of();
        }
        return requireSent(Arrays.asList(replies));
    }

    private void send(List<RoutedPipelineCommand> commands, CallContext call, Reply[] replies) {
        Map<ServerHandle, List<RoutedPipelineCommand>> byServer = new LinkedHashMap<>();
        for (RoutedPipelineCommand routed : commands) {
            byServer.computeIfAbsent(routed.server(), s -> new ArrayList<>()).add(routed);
        }
        if (byServer.size() == 1) {
            List<RoutedPipelineCommand> all = byServer.values().iterator().next();
            storeReplies(all, all.get(0).server().pipeline(RoutedPipelineCommand.commands(all), call), replies);
            return;
        }
        Map<List<RoutedPipelineCommand>, PendingReplies> pending = new LinkedHashMap<>();
        byServer.forEach(
                (server, group) -> pending.put(group, server.send(RoutedPipelineCommand.commands(group), call)));
        pending.forEach((group, received) -> storeReplies(group, received.await(), replies));
    }

    private static void storeReplies(List<RoutedPipelineCommand> commands, List<Reply> received, Reply[] replies) {
        int position = 0;
        for (RoutedPipelineCommand routed : commands) {
            position += routed.asking() ? 1 : 0;
            Reply reply = received.get(position++);
            // If nothing was sent the second time, the outcome of the first attempt is kept.
            replies[routed.index()] = routed.repeated() && isUnanswered(reply) ? replies[routed.index()] : reply;
        }
    }

    /** Returns the commands to send again. */
    private List<RoutedPipelineCommand> retries(
            List<RoutedPipelineCommand> commands, CallContext call, Reply[] replies, int round) {
        List<RoutedPipelineCommand> retries = new ArrayList<>();
        boolean pause = round >= CommandExecutor.IMMEDIATE_REDIRECTS;
        for (RoutedPipelineCommand routed : commands) {
            Reply reply = replies[routed.index()];
            if (reply instanceof Reply.Refusal refusal) {
                router.errorReplied(routed.server(), refusal);
                Redirect redirect = router.followsRedirects()
                        ? Redirect.parse(refusal, routed.server().node())
                        : null;
                if (redirect != null && call.deadline().passed()) {
                    replies[routed.index()] = redirect.namesOtherNode() ? expired(routed, redirect) : reply;
                } else if (redirect != null) {
                    counters.redirects.increment();
                    pause |= redirect.kind() == Redirect.Kind.TRYAGAIN;
                    retries.add(routed.redirectedTo(resolveTarget(redirect, routed.server()), redirect.kind()));
                }
            } else if (reply instanceof Reply.Missing unanswered) {
                router.callFailed(routed.server(), unanswered.reason());
                ServerHandle target = routed.repeated() ? null : retryTarget(routed, call, unanswered.reason());
                if (target != null) {
                    counters.repeated.increment();
                    retries.add(routed.retriedAt(target));
                }
            }
        }
        if (pause && !retries.isEmpty()) {
            LockSupport.parkNanos(this, Math.min(RETRY_PAUSE, call.deadline().remainingNanos()));
        }
        return retries;
    }

    /**
     * Returns the reply for a redirected command whose deadline has passed. The outcome of a command that was lost
     * before is unknown, although the command was not executed this time.
     */
    private static Reply expired(RoutedPipelineCommand routed, Redirect redirect) {
        DriverException late = redirect.expired();
        return new Reply.Missing(
                routed.repeated()
                        ? DriverException.outcomeUnknown(late.kind(), String.valueOf(late.getMessage()), late)
                        : late);
    }

    /**
     * Returns the server on which to repeat a command after a failed attempt, or null if the command must not be
     * repeated.
     */
    private @Nullable ServerHandle retryTarget(
            RoutedPipelineCommand routed, CallContext call, DriverException failure) {
        if (!call.mayRetryOnSameServer(failure) && !call.mayRetryElsewhere(failure)) {
            return null;
        }
        ServerHandle current = router.serverForKey(routed.command().routingKey(), call.deadline());
        return call.mayRetryOnSameServer(failure) || current != routed.server() ? current : null;
    }

    private ServerHandle resolveTarget(Redirect redirect, ServerHandle asked) {
        if (redirect.node() == null) {
            return asked;
        }
        ServerHandle owner = router.serverAt(redirect.node());
        if (redirect.kind() == Redirect.Kind.MOVED) {
            router.slotMoved(redirect.slot(), owner);
        }
        return owner;
    }

    private static List<Reply> requireSent(List<Reply> replies) {
        for (Reply reply : replies) {
            if (!(reply instanceof Reply.Missing unanswered)
                    || unanswered.reason().execution() == Execution.UNKNOWN) {
                return replies;
            }
        }
        throw ((Reply.Missing) replies.get(0)).reason();
    }

    private static boolean isUnanswered(Reply reply) {
        return reply instanceof Reply.Missing;
    }
}
