package io.redoubt.lettuce;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sender that transmits all callers' commands to one Redis server over two shared connections, one for small and one
 * for large requests. It enforces the limit of pending commands. Thread-safe.
 *
 * <p>The connection for large requests is made for the first of them and then kept, since making it again costs the
 * next large request more than keeping it costs the server.
 */
final class CommandSender {

    /** The time after a refusal of the connection for large requests during which they use that for small ones. */
    private static final Duration REFUSED = Duration.ofMillis(500);

    private final RedisSettings settings;
    private final ExceptionTranslator exceptions;
    private final LongSupplier nanoTime;
    private final Supplier<CommandMultiplexer> created;
    private final Consumer<CommandMultiplexer> connector;
    private final PendingLimit limit;
    // Each connection is made for its first request, and again for the first request after it was lost:
    private final AtomicReference<@Nullable CommandMultiplexer> small = new AtomicReference<>();
    private final AtomicReference<@Nullable CommandMultiplexer> large = new AtomicReference<>();
    /** The time until which large requests use the connection for small ones. */
    private volatile @Nullable Deadline largeRefused;

    private final ReentrantLock replacing = new ReentrantLock();
    /** Number of the renewal that replaced the connections last. Guarded by the lock. */
    private long lastRenewal;

    /**
     * Creates a sender.
     *
     * @param created creates a connection that is not established
     * @param connector starts to establish a connection, without waiting
     */
    CommandSender(
            RedisSettings settings,
            ExceptionTranslator exceptions,
            LongSupplier nanoTime,
            Supplier<CommandMultiplexer> created,
            Consumer<CommandMultiplexer> connector) {
        this.settings = settings;
        this.exceptions = exceptions;
        this.nanoTime = nanoTime;
        this.created = created;
        this.connector = connector;
        this.limit = new PendingLimit(settings.maxPending(), settings.maxPendingBytes());
    }

    /** Sends the commands of one call, those of a call that exceeds the limit in chunks. Never throws. */
    PendingReplies send(List<Command> all, Deadline deadline) {
        ReplyBudget budget = ReplyBudget.of(all.size(), settings.maxReplyBytes());
        if (all.size() <= prefix(all, limit.maxCommands(), limit.maxBytes())) {
            return all.isEmpty() ? List::of : sendAtOnce(all, deadline, budget);
        }
        PendingReplies first = sendChunk(all, deadline, budget);
        return () -> {
            List<Reply> replies = new ArrayList<>(first.await());
            while (replies.size() < all.size()) {
                List<Command> rest = all.subList(replies.size(), all.size());
                DriverException stop = budget.reasonToStop(replies.get(replies.size() - 1), exceptions);
                replies.addAll(stop == null ? sendChunk(rest, deadline, budget).await() : missing(rest, stop));
            }
            return Collections.unmodifiableList(replies);
        };
    }

    /**
     * Sends the next commands of a pipeline that exceeds the limit: up to half of it, so that other calls find
     * room.
     */
    private PendingReplies sendChunk(List<Command> rest, Deadline deadline, ReplyBudget budget) {
        int size = prefix(rest, limit.maxCommands() / 2, limit.maxBytes() / 2);
        return sendAtOnce(rest.subList(0, size), deadline, budget);
    }

    /** Returns the number of commands from the first on, at least one, that do not exceed the given amounts. */
    private static int prefix(List<Command> commands, long maxCommands, long maxBytes) {
        int count = 0;
        long bytes = 0;
        for (Command command : commands) {
            bytes += command.argumentBytes();
            if (count > 0 && (count >= maxCommands || bytes > maxBytes)) {
                break;
            }
            count++;
        }
        return count;
    }

    private PendingReplies sendAtOnce(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        try {
            Request request = admit(commands, deadline, budget);
            Deadline refused = largeRefused;
            boolean aside = request.bytes() >= settings.largeRequestBytes() && (refused == null || refused.passed());
            send(request, aside ? large : small);
            return () -> {
                try {
                    return request.await(deadline, exceptions);
                } catch (DriverException e) {
                    return aside && refusesLarge(e)
                            ? sendAtOnce(commands, deadline, budget).await()
                            : missing(commands, e);
                }
            };
        } catch (DriverException e) {
            return () -> missing(commands, e);
        }
    }

    /**
     * Returns whether the connection for large requests was refused while that for small ones is open. Then the
     * connection for large requests is not tried for a while.
     */
    private boolean refusesLarge(DriverException failure) {
        CommandMultiplexer standing = small.get();
        boolean refused = (failure.kind() == Kind.UNREACHABLE || failure.kind() == Kind.ACCESS_DENIED)
                && standing != null
                && standing.open();
        if (refused) {
            largeRefused = Deadline.after(REFUSED, nanoTime);
        }
        return refused;
    }

    private static List<Reply> missing(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }

    private Request admit(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        exceptions.requireCallable(deadline);
        Request request = Request.of(commands, limit, budget);
        if (!limit.tryAcquire(request.size(), request.bytes())) {
            throw exceptions.overloaded();
        }
        return request;
    }

    /** Sends a request over a shared connection. On any exception or error the request is at least refused. */
    private void send(Request request, AtomicReference<@Nullable CommandMultiplexer> shared) {
        try {
            CommandMultiplexer connection = usable(shared);
            // Tried twice, since a connection may end in between; the result is as if the call had come a moment
            // earlier. A connection that was replaced in between does not count.
            int attempts = 1;
            while (!connection.offer(request)) {
                attempts += connection.retired() ? 0 : 1;
                if (attempts > 2) {
                    connection.refuse(request);
                    return;
                }
                connection = usable(shared);
            }
        } catch (Throwable e) {
            request.refuse(exceptions.connecting(e));
        }
    }

    private CommandMultiplexer usable(AtomicReference<@Nullable CommandMultiplexer> shared) {
        CommandMultiplexer current = shared.get();
        while (current == null || current.ended() != null) {
            CommandMultiplexer fresh = created.get();
            if (shared.compareAndSet(current, fresh)) {
                connector.accept(fresh);
                return fresh;
            }
            current = shared.get();
        }
        return current;
    }

    /**
     * Replaces both connections by an open one, which also takes the queued requests for small ones. Requests that
     * were written are still answered by the replaced connections. Does nothing if a later renewal has done so: the
     * host name may have led to another server when the earlier one began.
     *
     * @param renewal number of the renewal, by the order in which they began
     * @param reason the reason for which the replaced connections are closed
     * @return whether the connections were replaced; otherwise the given one stays with the caller
     */
    boolean replaceBy(CommandMultiplexer fresh, long renewal, DriverException reason) {
        // Created first, so that no error can occur between the replacement and the retirement.
        Consumer<Request> elsewhere = request -> send(request, small);
        Consumer<Request> elsewhereLarge = request -> send(request, large);
        CommandMultiplexer former;
        CommandMultiplexer formerLarge;
        replacing.lock();
        try {
            if (renewal < lastRenewal) {
                return false;
            }
            lastRenewal = renewal;
            former = small.getAndSet(fresh);
            formerLarge = large.getAndSet(null);
        } finally {
            replacing.unlock();
        }
        try {
            if (former != null) {
                former.retire(elsewhere, reason);
            }
        } finally {
            if (formerLarge != null) {
                formerLarge.retire(elsewhereLarge, reason);
            }
        }
        return true;
    }

    /** Returns the current figures of the connections. */
    NodeStatistics load() {
        int open = 0;
        int waiting = 0;
        for (var shared : List.of(small, large)) {
            CommandMultiplexer connection = shared.get();
            open += connection != null && connection.open() ? 1 : 0;
            waiting += connection == null ? 0 : connection.awaitingConnection();
        }
        return new NodeStatistics(open, Math.max(0, limit.commands() - waiting), waiting);
    }
}
