package io.redoubt.examples;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands for the game's database, and tells when it is asked. */
final class PlayerRepository {

    private final Map<String, Profile> rows = Map.of("42", new Profile("Ada", 17), "43", new Profile("Bo", 3));
    private int queries;

    @Nullable
    Profile find(String userId) {
        queries++;
        return rows.get(userId);
    }

    int queries() {
        return queries;
    }
}
