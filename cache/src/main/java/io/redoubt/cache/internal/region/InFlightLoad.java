package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.LoadFailedException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Load in progress for one cache entry, with a result that several callers may share. The result is set once.
 * Thread-safe.
 */
final class InFlightLoad<K, V> {

    private final K key;
    private final String entry;
    private final ReadResult<V> basis;
    private final CompletableFuture<LoadResult<V>> result = new CompletableFuture<>();
    private volatile @Nullable Thread runner;
    private volatile @Nullable Snapshot snapshot;
    private volatile long loadStartTick;
    private volatile boolean superseded;

    InFlightLoad(K key, String entry, ReadResult<V> basis) {
        this.key = key;
        this.entry = entry;
        this.basis = basis;
    }

    K key() {
        return key;
    }

    String entry() {
        return entry;
    }

    /** Returns what the entry held when the load was requested. It decides how the load gets its permit. */
    ReadResult<V> basis() {
        return basis;
    }

    /** Records that the current thread runs this load. */
    void startOnCurrentThread() {
        runner = Thread.currentThread();
    }

    /**
     * Records that the loader is about to be called.
     *
     * @param tick the logical time of the region
     * @param permitted what the store held when the load was permitted; null if unknown
     */
    void loaderStarted(long tick, @Nullable Snapshot permitted) {
        snapshot = permitted;
        loadStartTick = tick;
    }

    /**
     * Marks the load as superseded: this process has put or invalidated the entry, so the loaded value need not be
     * stored.
     */
    void supersede() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }

    boolean isCompleted() {
        return result.isDone();
    }

    /** Completes the load. Only the first call has an effect. */
    void complete(LoadResult<V> outcome) {
        result.complete(outcome);
    }

    /**
     * Returns whether a call may wait for this load: because its result is likely to be valid for the call, or so that
     * no more than one load of the entry at a time runs without the store.
     */
    boolean isJoinableBy(Request<V> request) {
        long loadStart = loadStartTick;
        Snapshot permitted = snapshot;
        // The loader has not been called yet, or was called after the request began: its value is newer than the
        // request. If the entry still holds the same content but the region version differs, validity depends on the
        // tags and is known only at the end.
        return request.isUnavailable()
                || loadStart == 0
                || request.startTick() < loadStart
                || (permitted != null
                        && permitted.version().equals(request.result().version()));
    }

    /**
     * Returns whether the result is valid for the request: nothing was invalidated between the moment that the
     * result is based on and the beginning of the request. While the store gives no answer for the entry, any result
     * is valid.
     */
    boolean isValidFor(Request<V> request, LoadResult<V> outcome) {
        if (request.isUnavailable()) {
            // Not as of the time of storing: the store accepts a value whose invalidation has not reached it.
            long loadStart = loadStartTick;
            long tick = loadStart == 0 ? outcome.tick() : Math.min(loadStart, outcome.tick());
            return request.isUnanswered() || request.startTick() < tick;
        }
        return request.startTick() < outcome.tick() || request.sawUnchanged(snapshot);
    }

    boolean isRunByCurrentThread() {
        return runner == Thread.currentThread();
    }

    /**
     * Waits for the result.
     *
     * @return null if the timeout elapses first
     * @throws LoadFailedException if the waiting thread is the thread that runs this load
     * @throws RedoubtInterruptedException if the waiting thread is interrupted; the load goes on
     */
    @Nullable
    LoadResult<V> await(long nanos) {
        if (isRunByCurrentThread() && !isCompleted()) {
            throw new LoadFailedException("the loader of '" + entry + "' asks for the key that it is loading", null);
        }
        try {
            return result.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a load is never completed exceptionally", e);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedoubtInterruptedException(
                    "interrupted while waiting for the load of '" + entry + "'", Effect.NONE, e);
        }
    }

    /**
     * State of the store on which a load is based. It no longer matches the store once the entry, a tag or the region
     * has been invalidated.
     *
     * @param version the version of the entry's content
     * @param regionVersion the region version read with it
     */
    record Snapshot(EntryVersion version, TagVersion regionVersion) {}

    /** Request of one call for an entry, with the result of its read. */
    record Request<V>(
            long startTick, ReadResult<V> result, @Nullable TagVersion regionVersion) {

        boolean isUnavailable() {
            return result instanceof ReadResult.Unavailable;
        }

        /** Returns whether the store gave no answer for the entry, as opposed to a refusal, or to distrust of it. */
        boolean isUnanswered() {
            return result instanceof ReadResult.Unavailable<V> unavailable && unavailable.silent();
        }

        /**
         * Returns whether this request read the same state of the store that the load is based on, which means that
         * nothing was invalidated between the two reads.
         */
        boolean sawUnchanged(@Nullable Snapshot snapshot) {
            return snapshot != null
                    && snapshot.version.equals(result.version())
                    && Objects.equals(snapshot.regionVersion, regionVersion);
        }
    }
}
