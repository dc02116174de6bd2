package io.redoubt.cache.internal.store;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.DeletionProgress;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Operation that deletes all cache keys in Redis that match a glob pattern. It finds keys with {@code SCAN}, one master
 * after another, and deletes them in batches. A batch is a pipeline of UNLINK commands for one key each, routed to the
 * current owner of that key, so that slot migration does no harm. Keys of a master that fails are left, and those of
 * the others are deleted all the same.
 *
 * <p>At most one SCAN page or batch is in progress at a time, and after each page the deletion pauses for as long as
 * that page took. Other clients find the servers busy with it for less than half of the time, and wait for one
 * batch at most.
 */
record RedisPatternDeletion(PrefixedRedisOperations redis, LongSupplier nanoTime) implements PatternDeletion {

    /** COUNT of one SCAN: about a millisecond of a busy server's time, measured. */
    static final int PAGE = 250;

    /**
     * Number of keys unlinked in one pipeline, which a server may execute without serving other clients in
     * between.
     */
    static final int BATCH = 125;

    private static final long MAX_REST = Duration.ofMillis(50).toNanos();
    private static final Command SIZE = Command.keyless("DBSIZE");

    @Override
    public long delete(KeyPattern pattern, Consumer<DeletionProgress> progress) {
        return new Run(pattern, progress).run();
    }

    /** One deletion. Confined to one thread. */
    private final class Run {

        private final OperationDescription operation;
        private final byte[] pattern;
        private final Consumer<DeletionProgress> progress;
        private final Set<Node> completed = new HashSet<>();
        private @Nullable RedoubtException failure;
        private long keys;
        private long scanned;
        private long deleted;

        Run(KeyPattern pattern, Consumer<DeletionProgress> progress) {
            this.operation = redis.operation("deleteMatching", pattern.text());
            this.pattern = pattern.withPrefix(redis.space().start());
            this.progress = progress;
        }

        long run() {
            try {
                // The masters are read again at the end: one that was added meanwhile may hold keys that were on
                // none of the others.
                for (Map<Node, Long> open = masters(); !open.isEmpty(); open = masters()) {
                    open.values().forEach(size -> keys += size);
                    open.forEach(this::tryDeleteOn);
                }
                if (failure != null) {
                    throw failure;
                }
                return deleted;
            } catch (StoreTimeoutException e) {
                throw new StoreTimeoutException(soFar(e), effect(e.mayHaveTakenEffect()), e);
            } catch (StoreUnavailableException e) {
                throw new StoreUnavailableException(soFar(e), effect(e.mayHaveTakenEffect()), e);
            } catch (RedoubtInterruptedException e) {
                throw new RedoubtInterruptedException(soFar(e), effect(e.mayHaveTakenEffect()), e);
            }
        }

        /** Returns the masters that are not completed, with the numbers of their keys. */
        private Map<Node, Long> masters() {
            Map<Node, Long> sizes = new LinkedHashMap<>();
            redis.calls().readEachMaster(operation, SIZE).forEach((master, outcome) -> {
                if (outcome instanceof BatchedCallResult.Failed failed) {
                    failure = failure == null ? failed.reason() : failure;
                    completed.add(master);
                } else if (outcome instanceof BatchedCallResult.Replied size && !completed.contains(master)) {
                    sizes.put(master, ReplyValues.number(size.reply()));
                }
            });
            return sizes;
        }

        private void tryDeleteOn(Node master, long size) {
            try {
                deleteOn(master, size);
            } catch (StoreUnavailableException | StoreRejectedException e) {
                failure = failure == null ? e : failure;
                completed.add(master);
            }
        }

        private void deleteOn(Node master, long size) {
            byte[] cursor = ascii("0");
            long before = scanned;
            boolean more = true;
            while (more) {
                long begin = nanoTime.getAsLong();
                List<Reply> page = ReplyValues.elements(redis.calls().readMaster(operation, master, scan(cursor)));
                cursor = ReplyValues.bytes(page.get(0));
                more = !(cursor.length == 1 && cursor[0] == '0');
                unlink(ReplyValues.allBytes(page.get(1)));
                scanned = more ? Math.min(scanned + PAGE, before + size) : before + size;
                progress.accept(new DeletionProgress(deleted, scanned, keys));
                LockSupport.parkNanos(this, Math.min(MAX_REST, nanoTime.getAsLong() - begin));
            }
            completed.add(master);
        }

        private Command scan(byte[] cursor) {
            return Command.keyless("SCAN", cursor, ascii("MATCH"), pattern, ascii("COUNT"), ascii(PAGE));
        }

        private void unlink(List<byte[]> found) {
            for (int from = 0; from < found.size(); from += BATCH) {
                send(found.subList(from, Math.min(from + BATCH, found.size())));
            }
        }

        private void send(List<byte[]> keys) {
            List<Command> batch =
                    keys.stream().map(key -> Command.keyed("UNLINK", key)).toList();
            for (Reply reply :
                    redis.near().changePhysical(keys, () -> redis.calls().writeAll(operation, batch))) {
                deleted += ReplyValues.number(reply);
            }
        }

        private String soFar(RedoubtException e) {
            return e.getMessage() + ". Before that " + deleted + " keys were deleted: call again for the rest";
        }

        private Effect effect(boolean lastCallMayHave) {
            return deleted > 0 || lastCallMayHave ? Effect.UNKNOWN : Effect.NONE;
        }
    }
}
