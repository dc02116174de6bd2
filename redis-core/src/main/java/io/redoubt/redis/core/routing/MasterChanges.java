package io.redoubt.redis.core.routing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Record of the changes of the servers to which a router sends commands: a failover, a new topology, or the replacement
 * of all connections to a server, whose host name may lead to another one. A change is recorded before the first
 * command can go to another server. That one connection ends, and the next one goes where the host name leads by then,
 * is not recorded. Thread-safe; never blocks.
 */
final class MasterChanges {

    /** Result of {@link #settled()} while a change is being made. */
    static final long IN_PROGRESS = -1;

    private final BackgroundScheduler scheduler;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** Listener that is notified of the changes. */
    interface Listener {

        /**
         * Called before a change is made, by the thread that makes it: commands may go to another server as soon as
         * this returns. Must not block, and must not throw.
         */
        void changeBegins();

        /** Called on a background thread after one or several changes were made. May connect. */
        void changed();
    }

    MasterChanges(BackgroundScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    /** Makes a change, after it was recorded and the listeners were told that it begins. */
    void make(Runnable change) {
        begun.incrementAndGet(); // first, and nothing can prevent it: who compares it needs no notification
        try {
            listeners.forEach(Listener::changeBegins);
            change.run();
        } finally {
            ended.incrementAndGet();
        }
    }

    /** Lets the listeners know that changes were made. */
    void notifyListeners() {
        // On background threads, because the listeners may connect, while the current thread has callers waiting.
        listeners.forEach(listener -> scheduler.execute(listener::changed));
    }

    /** Returns the number of changes that were begun. */
    long begun() {
        return begun.get();
    }

    /**
     * Returns the number of changes that were begun if all were made, otherwise {@link #IN_PROGRESS}. What a router
     * says of its servers afterwards takes at least these changes into account.
     */
    long settled() {
        long made = ended.get(); // first: it never exceeds the other number
        long known = begun.get();
        return made == known ? known : IN_PROGRESS;
    }
}
