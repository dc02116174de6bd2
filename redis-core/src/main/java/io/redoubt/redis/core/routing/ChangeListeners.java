package io.redoubt.redis.core.routing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know that the masters have changed. Thread-safe. */
final class ChangeListeners {

    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

    void add(Runnable task) {
        tasks.add(task);
    }

    void run() {
        tasks.forEach(Runnable::run);
    }
}
