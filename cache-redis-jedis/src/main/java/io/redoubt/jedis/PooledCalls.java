package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs calls on connections of a pool, and once more on a fresh one where a lost connection leaves the outcome unknown and
 * the caller says that twice is the same as once. Thread-safe.
 */
final class PooledCalls {

    private final WirePool pool;
    private final Reachability reachability;

    PooledCalls(WirePool pool, Reachability reachability) {
        this.pool = pool;
        this.reachability = reachability;
    }

    /** Sends one command, at most once. */
    Reply once(Command command, Deadline deadline) {
        return on(pool.borrow(deadline), command, deadline);
    }

    /** Sends one command, at most twice. */
    Reply repeatably(Command command, Deadline deadline) {
        try {
            return once(command, deadline);
        } catch (DriverException first) {
            if (first.kind() != Kind.CONNECTION_LOST || deadline.passed()) {
                throw first;
            }
            return again(command, deadline, first);
        }
    }

    /** Sends commands, each at most once. */
    List<Reply> pipelineOnce(List<Command> commands, Deadline deadline) {
        return on(pool.borrow(deadline), commands, deadline);
    }

    /** Sends commands, each at most twice, and those that have their reply once. */
    List<Reply> pipelineRepeatably(List<Command> commands, Deadline deadline) {
        List<Reply> replies = pipelineOnce(commands, deadline);
        int answered = answered(replies);
        if (answered == commands.size() || !lost(replies.get(answered)) || deadline.passed()) {
            return replies;
        }
        Wire fresh;
        try {
            fresh = pool.borrowFresh(deadline);
        } catch (DriverException e) {
            return replies;
        }
        List<Reply> all = new ArrayList<>(replies.subList(0, answered));
        all.addAll(on(fresh, commands.subList(answered, commands.size()), deadline));
        return all;
    }

    private Reply again(Command command, Deadline deadline, DriverException first) {
        Wire fresh;
        try {
            fresh = pool.borrowFresh(deadline);
        } catch (DriverException second) {
            // Nothing was sent this time, but what became of the first time is still unknown.
            first.addSuppressed(second);
            throw switch (second.kind()) {
                case TIMEOUT, INTERRUPTED, CLOSED ->
                    DriverException.outcomeUnknown(second.kind(), String.valueOf(second.getMessage()), first);
                default -> first;
            };
        }
        return on(fresh, command, deadline);
    }

    private Reply on(Wire wire, Command command, Deadline deadline) {
        try {
            return wire.execute(command, deadline);
        } catch (DriverException e) {
            noteLoss(e);
            throw e;
        } finally {
            pool.giveBack(wire);
        }
    }

    private List<Reply> on(Wire wire, List<Command> commands, Deadline deadline) {
        try {
            List<Reply> replies = wire.pipeline(commands, deadline);
            int answered = answered(replies);
            if (answered < replies.size() && replies.get(answered) instanceof Reply.Missing missing) {
                noteLoss(missing.reason());
            }
            return replies;
        } finally {
            pool.giveBack(wire);
        }
    }

    private void noteLoss(DriverException e) {
        if (e.kind() == Kind.CONNECTION_LOST) {
            // What took this connection has most likely taken those that lie idle.
            pool.closeIdle();
            reachability.lost(e);
        }
    }

    private static int answered(List<Reply> replies) {
        int count = 0;
        while (count < replies.size() && !(replies.get(count) instanceof Reply.Missing)) {
            count++;
        }
        return count;
    }

    private static boolean lost(Reply reply) {
        return reply instanceof Reply.Missing missing && missing.reason().kind() == Kind.CONNECTION_LOST;
    }
}
