package io.redoubt.cache;

import java.util.concurrent.Semaphore;

/** Bounds the loads that run because the store does not answer, so that its failure does not become the source's. Thread-safe. */
final class OutageBulkhead {

    private final Semaphore free;

    OutageBulkhead(int max) {
        this.free = new Semaphore(max);
    }

    /** Runs it, or throws the store's failure where too many run. */
    void run(RuntimeException reason, Runnable load) {
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
