package io.redoubt.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads values again in the background, each once at a time, while callers use what there is. Thread-safe. */
final class Refresher<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    private final Surroundings<K, V> around;
    private final RegionThreads threads;
    private final Map<String, Boolean> inProgress = new ConcurrentHashMap<>();

    Refresher(Surroundings<K, V> around, RegionThreads threads) {
        this.around = around;
        this.threads = threads;
    }

    /** Has these values loaded again, as far as nobody does it already. */
    void refresh(List<Flight<K, V>> candidates, LoadSource<K, V> source, @Nullable Stamp guard) {
        List<Flight<K, V>> mine = new ArrayList<>();
        for (Flight<K, V> flight : candidates) {
            if (inProgress.putIfAbsent(flight.entry(), Boolean.TRUE) == null) {
                mine.add(flight);
            }
        }
        if (mine.isEmpty()) {
            return;
        }
        long deadline =
                around.nanoTime().getAsLong() + around.policy().hardTimeout().toNanos();
        LoadRun<K, V> run = new LoadRun<>(around, mine, source, guard, deadline);
        boolean accepted = threads.refresh(() -> {
            try {
                run.run();
                around.counts().refreshes.add(mine.size());
                mine.forEach(this::logFailure);
            } finally {
                mine.forEach(flight -> inProgress.remove(flight.entry()));
            }
        });
        if (!accepted) {
            around.counts().refreshesRefused.add(mine.size());
            mine.forEach(flight -> inProgress.remove(flight.entry()));
        }
    }

    private void logFailure(Flight<K, V> flight) {
        if (flight.await(0) instanceof Landing.Failed<V> failed) {
            // Not its message, which may hold what a user wrote.
            around.throttle()
                    .pass(leftOut -> LOG.warn(
                            "region {}: a value could not be refreshed ({}){}",
                            around.name(),
                            failed.failure().getClass().getSimpleName(),
                            leftOut));
        }
    }
}
