package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Client for the session statistics on Redis, which adds the counts of this process and reads the totals of all
 * processes. Thread-safe.
 *
 * <p>Counts wait while Redis is not available. Those that it refuses wait for up to an hour, since later they would
 * belong to no minute or hour that anybody asks for; then they are dropped.
 */
final class RedisSessionStatistics {

    private static final Script STATISTICS = ScriptLoader.load("statistics.lua");

    /** How long counts wait that Redis refuses. */
    static final Duration REFUSED_LIFE = Duration.ofHours(1);

    private final RedisOperations calls;
    private final ScriptContext context;
    private final SessionOperations operations;
    private final SessionCounters counters;

    /** When the counts are dropped that Redis refuses; null if it has not refused the last ones. */
    private final AtomicReference<@Nullable Deadline> refusedEnd = new AtomicReference<>();

    RedisSessionStatistics(
            RedisOperations calls, ScriptContext context, SessionOperations operations, SessionCounters counters) {
        this.calls = calls;
        this.context = context;
        this.operations = operations;
        this.counters = counters;
    }

    /** Adds the counts of this process to those of all. Returns whether there were any, and thus a reply. */
    boolean flush() {
        SessionCounters.Counts counts = counters.take();
        if (counts.isEmpty()) {
            return false;
        }
        add(counts);
        return true;
    }

    /** Adds counts, which are given back to the counters if Redis has not added them. */
    private List<Reply> add(SessionCounters.Counts counts) {
        boolean isKept = true;
        try {
            List<byte[]> arguments = context.timeSource()
                    .withTime(List.of(
                            ascii(counts.created()),
                            ascii(counts.destroyed()),
                            ascii(counts.expired()),
                            ascii(counts.evicted()),
                            ascii(counts.rejected()),
                            ascii(counts.durationMillis()),
                            ascii(counts.longestMillis())));
            // Counts that may have been added are dropped: counted twice, they would be wrong for a day.
            isKept = false;
            return ReplyValues.elements(add(arguments), 8);
        } catch (StoreUnavailableException e) {
            isKept = !e.mayHaveTakenEffect();
            throw e;
        } catch (RedoubtInterruptedException e) {
            isKept = !e.mayHaveTakenEffect();
            throw e;
        } catch (StoreRejectedException e) {
            isKept = isRefusedForShort();
            throw e;
        } finally {
            if (isKept) {
                counters.giveBack(counts);
            }
        }
    }

    private Reply add(List<byte[]> arguments) {
        Reply reply = calls.run(
                operations.of("statistics"), STATISTICS, List.of(context.keys().statistics()), arguments);
        refusedEnd.set(null);
        return reply;
    }

    private boolean isRefusedForShort() {
        Deadline end = Objects.requireNonNull(refusedEnd.updateAndGet(
                known -> known == null ? Deadline.after(REFUSED_LIFE, operations.nanoTime()) : known));
        if (!end.passed()) {
            return true;
        }
        refusedEnd.set(null);
        return false;
    }

    SessionStatistics read() {
        List<Reply> flows = add(counters.take());
        List<Command> sizes = new ArrayList<>();
        for (String bucket : SessionOwner.buckets()) {
            sizes.add(Command.keyed("ZCARD", context.keys().expiry(bucket)));
            sizes.add(Command.keyed("HLEN", context.keys().users(bucket)));
        }
        List<Reply> replies = calls.readAll(operations.of("statistics"), sizes);
        long active = 0;
        long users = 0;
        for (int i = 0; i < replies.size(); i += 2) {
            active += ReplyValues.number(replies.get(i));
            users += ReplyValues.number(replies.get(i + 1));
        }
        long ended = ReplyValues.number(flows.get(5));
        return new SessionStatistics(
                active,
                users,
                Duration.ofMillis(ended == 0 ? 0 : ReplyValues.number(flows.get(6)) / ended),
                Duration.ofMillis(ReplyValues.number(flows.get(7))),
                ReplyValues.number(flows.get(0)),
                ReplyValues.number(flows.get(1)),
                ReplyValues.number(flows.get(2)),
                ReplyValues.number(flows.get(3)),
                ReplyValues.number(flows.get(4)));
    }
}
