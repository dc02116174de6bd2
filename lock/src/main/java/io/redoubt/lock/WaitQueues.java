package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who waits for which lock in this process. Thread-safe; remembers only names that somebody waits for. */
final class WaitQueues {

    private final ConcurrentMap<String, WaitQueue> queues = new ConcurrentHashMap<>();

    /** Joins those who wait for a lock; to be followed by {@link #leave}. */
    WaitQueue join(String name) {
        return queues.compute(name, (key, current) -> {
            WaitQueue queue = current == null || current.isFailed() ? new WaitQueue() : current;
            queue.waiters++;
            return queue;
        });
    }

    void leave(String name, WaitQueue queue) {
        queues.computeIfPresent(name, (key, current) -> {
            if (current != queue) {
                return current; // it broke, and others wait again
            }
            queue.waiters--;
            return queue.waiters == 0 ? null : queue;
        });
    }

    /** The lock was released in this process. */
    void signalRelease(String name) {
        WaitQueue queue = queues.get(name);
        if (queue != null) {
            queue.signalRelease();
        }
    }

    /** Nobody waits any longer. */
    void failAll(StoreUnavailableException reason) {
        queues.values().forEach(queue -> queue.fail(reason));
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }
}
