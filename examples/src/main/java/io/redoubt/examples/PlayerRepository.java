package io.redoubt.examples;

import io.redoubt.api.cache.PendingWrite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * In-memory repository that stands for the player database of the example application, and counts queries. Thread-safe,
 * since write-behind has threads of its own.
 */
final class PlayerRepository {

    private final Map<String, Profile> rows =
            new ConcurrentHashMap<>(Map.of("42", new Profile("Ada", 17), "43", new Profile("Bo", 3)));
    private final Map<String, Long> writeIds = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();

    @Nullable
    Profile find(String userId) {
        queries.incrementAndGet();
        return rows.get(userId);
    }

    /**
     * Takes a row, or removes it.
     *
     * @throws IllegalArgumentException if its level is below 1
     */
    void save(String userId, @Nullable Profile profile) {
        if (profile == null) {
            rows.remove(userId);
        } else if (profile.level() < 1) {
            throw new IllegalArgumentException("level " + profile.level());
        } else {
            rows.put(userId, profile);
        }
    }

    /** Takes of each row what is newer than what it has. */
    void saveAll(List<PendingWrite<String, Profile>> writes) {
        for (PendingWrite<String, Profile> write : writes) {
            // One step for each row, as a conditional update of a database is.
            writeIds.compute(write.key(), (key, last) -> {
                if (last != null && write.id() <= last) {
                    return last;
                }
                save(key, write.value());
                return write.id();
            });
        }
    }

    int queries() {
        return queries.get();
    }
}
