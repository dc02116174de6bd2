package io.redoubt.examples;

import io.redoubt.api.cache.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands for the game's database, and tells when it is asked. */
final class PlayerRepository {

    private final Map<String, Profile> rows =
            new HashMap<>(Map.of("42", new Profile("Ada", 17), "43", new Profile("Bo", 3)));
    private final Map<String, Long> writeIds = new HashMap<>();
    private int queries;

    @Nullable
    Profile find(String userId) {
        queries++;
        return rows.get(userId);
    }

    void save(String userId, @Nullable Profile profile) {
        if (profile == null) {
            rows.remove(userId);
        } else {
            rows.put(userId, profile);
        }
    }

    /** Takes of each row what is newer than what it has. */
    void saveAll(List<Write<String, Profile>> writes) {
        for (Write<String, Profile> write : writes) {
            if (write.id() > writeIds.getOrDefault(write.key(), 0L)) {
                writeIds.put(write.key(), write.id());
                save(write.key(), write.value());
            }
        }
    }

    int queries() {
        return queries;
    }
}
