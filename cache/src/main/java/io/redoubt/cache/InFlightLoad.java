package io.redoubt.cache;

import io.redoubt.api.cache.LoadFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The load of one entry: what it rests on, who may share it, and how it ends. Thread-safe. */
final class InFlightLoad<K, V> {

    private final K key;
    private final String entry;
    private final LoadReason reason;
    private final CompletableFuture<LoadResult<V>> result = new CompletableFuture<>();
    private volatile @Nullable Thread runner;
    private volatile @Nullable ValiditySnapshot snapshot;
    private volatile long loadStartTick;
    private volatile boolean superseded;

    InFlightLoad(K key, String entry, LoadReason reason) {
        this.key = key;
        this.entry = entry;
        this.reason = reason;
    }

    K key() {
        return key;
    }

    String entry() {
        return entry;
    }

    LoadReason reason() {
        return reason;
    }

    /** Runs on this thread from now on. */
    void startOnCurrentThread() {
        runner = Thread.currentThread();
    }

    /** The loader is about to begin, at this moment of the region. */
    void loaderStarted(long tick, @Nullable ValiditySnapshot basis) {
        snapshot = basis;
        loadStartTick = tick;
    }

    /** The entry was put or invalidated by this process: it is not worth while to store the value. */
    void supersede() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }

    boolean isCompleted() {
        return result.isDone();
    }

    /** Ends it; the first one to say how is right. */
    void complete(LoadResult<V> outcome) {
        result.complete(outcome);
    }

    /** Whether it is worth while for this caller to wait for the landing. */
    boolean isJoinableBy(LoadRequest<V> request) {
        long loadStart = loadStartTick;
        ValiditySnapshot basis = snapshot;
        // Not loading yet, or later than the call: what comes of it is newer than the call. A mark that is still there,
        // under
        // another guard: it depends on the tags, and so on the end.
        return request.isStoreUnavailable()
                || loadStart == 0
                || request.startTick() < loadStart
                || (basis != null && basis.token().equals(request.result().token()));
    }

    /** Whether nothing was invalidated between what the landing rests on and the call. */
    boolean isValidFor(LoadRequest<V> request, LoadResult<V> outcome) {
        return request.isStoreUnavailable() || request.startTick() < outcome.tick() || request.sawUnchanged(snapshot);
    }

    boolean isRunByCurrentThread() {
        return runner == Thread.currentThread();
    }

    /**
     * The landing, or null if it does not come in time.
     *
     * @throws LoadFailedException if the waiter is interrupted, or is the loader itself
     */
    @Nullable
    LoadResult<V> await(long nanos) {
        if (isRunByCurrentThread() && !isCompleted()) {
            throw new LoadFailedException("the loader of '" + entry + "' asks for the key that it is loading", null);
        }
        try {
            return result.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a landing is never exceptional", e);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while waiting for the load of '" + entry + "'", e);
        }
    }
}
