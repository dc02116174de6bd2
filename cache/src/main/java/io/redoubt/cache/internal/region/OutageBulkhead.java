package io.redoubt.cache.internal.region;

import java.util.concurrent.Semaphore;

/**
 * Bulkhead that limits the number of concurrent loads from the data source while the cache store is unavailable. The
 * store is unavailable if it does not answer or refuses. The limit keeps an outage of the store from overloading the
 * source. Thread-safe.
 */
final class OutageBulkhead {

    private final Semaphore free;

    OutageBulkhead(int max) {
        this.free = new Semaphore(max);
    }

    /** Load that runs within the limit. */
    @FunctionalInterface
    interface Load {
        void run() throws InterruptedException;
    }

    /** Runs a load. Returns false, without running it, if too many are running. */
    boolean tryRun(Load load) throws InterruptedException {
        if (!free.tryAcquire()) {
            return false;
        }
        try {
            load.run();
            return true;
        } finally {
            free.release();
        }
    }
}
