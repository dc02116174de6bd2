package io.redoubt.lettuce;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.function.Supplier;

/**
 * Utility class that removes the thread-local variables that Netty leaves behind in the threads of callers. A thread
 * of an application server outlives the application, and would keep all its classes in memory.
 */
final class NettyThreadLocalCleaner {

    private NettyThreadLocalCleaner() {}

    /**
     * Runs work that calls Netty on the thread of a caller, and removes Netty's variables afterwards, unless the thread
     * is one of Netty's, or had such variables before.
     */
    static <T> T removedAfter(Supplier<T> work) {
        boolean remove = !(Thread.currentThread() instanceof FastThreadLocalThread) && FastThreadLocal.size() == 0;
        try {
            return work.get();
        } finally {
            if (remove) {
                FastThreadLocal.removeAll();
            }
        }
    }

    /** Does the same for work without a result. */
    static void removedAfter(Runnable work) {
        var unused = removedAfter(() -> {
            work.run();
            return true;
        });
    }
}
