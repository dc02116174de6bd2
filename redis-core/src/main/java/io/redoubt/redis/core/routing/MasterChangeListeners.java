package io.redoubt.redis.core.routing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registry of tasks that run after a failover or any other change of the master servers. Thread-safe. */
final class MasterChangeListeners {

    private final BackgroundScheduler scheduler;
    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

    MasterChangeListeners(BackgroundScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(Runnable task) {
        tasks.add(task);
    }

    void notifyListeners() {
        // On background threads, because the tasks may connect, while the current thread has callers waiting.
        tasks.forEach(scheduler::execute);
    }
}
