package io.redoubt.jedis;

import org.jspecify.annotations.Nullable;

/** What the user of a connection does before it may have to wait for more of the replies. For one user at a time. */
final class Meantime {

    private @Nullable Runnable task;

    void run() {
        Runnable its = task;
        if (its != null) {
            its.run();
        }
    }

    /** Whether there is anything to do; then a thread reads that carries batches. */
    boolean isUsed() {
        return task != null;
    }

    void use(Runnable next) {
        task = next;
    }

    void useNothing() {
        task = null;
    }
}
