package io.redoubt.cache;

import io.redoubt.api.cache.LoadFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The load of one entry: what it rests on, who may share it, and how it ends. Thread-safe. */
final class Flight<K, V> {

    private final K key;
    private final String entry;
    private final Claim claim;
    private final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();
    private volatile @Nullable Thread runner;
    private volatile @Nullable Witness witness;
    private volatile long loading;
    private volatile boolean overtaken;

    Flight(K key, String entry, Claim claim) {
        this.key = key;
        this.entry = entry;
        this.claim = claim;
    }

    K key() {
        return key;
    }

    String entry() {
        return entry;
    }

    Claim claim() {
        return claim;
    }

    /** Runs on this thread from now on. */
    void board() {
        runner = Thread.currentThread();
    }

    /** The loader is about to begin, at this moment of the region. */
    void loading(long tick, @Nullable Witness restsOn) {
        witness = restsOn;
        loading = tick;
    }

    /** The entry was put or invalidated by this process: it is not worth while to store the value. */
    void overtake() {
        overtaken = true;
    }

    boolean isOvertaken() {
        return overtaken;
    }

    boolean hasLanded() {
        return landing.isDone();
    }

    /** Ends it; the first one to say how is right. */
    void land(Landing<V> how) {
        landing.complete(how);
    }

    /** Whether it is worth while for this caller to wait for the landing. */
    boolean isFor(Call<V> call) {
        long began = loading;
        Witness restsOn = witness;
        // Not loading yet, or later than the call: what comes of it is newer than the call. A mark that is still there,
        // under
        // another guard: it depends on the tags, and so on the end.
        return call.isBlind()
                || began == 0
                || call.began() < began
                || (restsOn != null && restsOn.mark().equals(call.view().mark()));
    }

    /** Whether nothing was invalidated between what the landing rests on and the call. */
    boolean mayShare(Call<V> call, Landing<V> how) {
        return call.isBlind() || call.began() < how.tick() || call.saw(witness);
    }

    boolean isOfThisThread() {
        return runner == Thread.currentThread();
    }

    /**
     * The landing, or null if it does not come in time.
     *
     * @throws LoadFailedException if the waiter is interrupted, or is the loader itself
     */
    @Nullable
    Landing<V> await(long nanos) {
        if (isOfThisThread() && !hasLanded()) {
            throw new LoadFailedException("the loader of '" + entry + "' asks for the key that it is loading", null);
        }
        try {
            return landing.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
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
