package io.redoubt.redis.core.routing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know that the masters have changed. Thread-safe. */
final class ChangeListeners {

    private final Background background;
    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

    ChangeListeners(Background background) {
        this.background = background;
    }

    void add(Runnable task) {
        tasks.add(task);
    }

    void run() {
        // Elsewhere: they may connect, and whoever learned of the masters has callers waiting.
        tasks.forEach(background::run);
    }
}
