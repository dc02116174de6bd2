package io.redoubt.cache.internal.region;

import java.util.concurrent.Semaphore;

/**
 * Bulkhead that limits the concurrent loads that run while the store does not answer, so that an outage of the
 * store does not overload the source. Thread-safe.
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

    /** Runs a load, or throws the store's failure if too many are running. */
    void run(RuntimeException reason, Load load) throws InterruptedException {
        if (!free.tryAcquire()) {
            throw reason;
        }
        try {
            load.run();
        } finally {
            free.release();
        }
    }
}
