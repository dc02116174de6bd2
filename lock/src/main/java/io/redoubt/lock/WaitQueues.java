package io.redoubt.lock;

import io.redoubt.api.RedoubtException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Registry that holds one {@link WaitQueue} for each lock that threads of this process are waiting for. Thread-safe. A
 * queue is kept only while threads wait in it.
 */
final class WaitQueues {

    private final ConcurrentMap<String, WaitQueue> queues = new ConcurrentHashMap<>();

    /** Adds the calling thread to the queue of a lock. To be followed by {@link #leave}. */
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
                return current; // the queue failed, and other threads wait in a new one
            }
            queue.waiters--;
            return queue.waiters == 0 ? null : queue;
        });
    }

    /** Wakes the head of the queue because the lock was released in this process. */
    void signalRelease(String name) {
        WaitQueue queue = queues.get(name);
        if (queue != null) {
            queue.signalRelease();
        }
    }

    /** Fails all waiting threads. */
    void failAll(RedoubtException reason) {
        queues.values().forEach(queue -> queue.fail(reason));
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }
}
