package io.redoubt.cache;

import io.redoubt.api.cache.LoadFailedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One load in progress: who runs it, who waits for it, and whether its value may still be stored. */
final class Flight<V> {

    private final Thread leader = Thread.currentThread();
    private final CompletableFuture<@Nullable V> result = new CompletableFuture<>();
    private final ReentrantLock storing = new ReentrantLock();
    private boolean overtaken;

    void succeeded(@Nullable V value) {
        result.complete(value);
    }

    void failed(Throwable failure) {
        result.completeExceptionally(failure);
    }

    /** Stores the value, unless the load was overtaken. Held against {@link #overtake()}, so that neither slips in between. */
    void store(Runnable storeValue) {
        storing.lock();
        try {
            if (!overtaken) {
                storeValue.run();
            }
        } finally {
            storing.unlock();
        }
    }

    /** The key was put or invalidated: once this returns, the load's value will not be stored. */
    void overtake() {
        storing.lock();
        try {
            overtaken = true;
        } finally {
            storing.unlock();
        }
    }

    /** The leader's value, or its failure. */
    @Nullable
    V await(String entry, Duration most) {
        if (leader == Thread.currentThread()) {
            throw new LoadFailedException("the loader of '" + entry + "' asks for the key that it is loading", null);
        }
        try {
            return result.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failure.rethrown(entry, e.getCause());
        } catch (TimeoutException e) {
            throw new LoadFailedException(
                    "waited " + most + " for the load of '" + entry + "' by thread " + leader.getName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while waiting for the load of '" + entry + "'", e);
        }
    }
}
