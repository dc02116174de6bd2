package io.redoubt.redis.core.routing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know that the masters have changed. Thread-safe. */
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
        // Elsewhere: they may connect, and whoever learned of the masters has callers waiting.
        tasks.forEach(scheduler::execute);
    }
}
