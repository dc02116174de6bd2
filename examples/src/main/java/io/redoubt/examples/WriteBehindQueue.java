package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import java.io.PrintStream;

/**
 * Example program for write-behind caching, where changes are visible at once and written to the database in the
 * background.
 */
public final class WriteBehindQueue {

    private WriteBehindQueue() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        PlayerRepository repository = new PlayerRepository();
        Region<String, Profile> profiles =
                cache.region(RegionSpec.of("behind-profiles", Profile.class).ttl(ofMinutes(30)));
        // snippet: write-behind
        WriteBehindSettings settings = WriteBehindSettings.defaults().batch(500).drainWithin(ofSeconds(30));

        // saveAll: update ... set write_id = :id where id = :key and write_id < :id
        try (WriteBehind<String, Profile> behind = profiles.writeBehind(settings, repository::saveAll)) {
            for (int level = 18; level <= 30; level++) {
                behind.put("42", new Profile("Ada", level)); // durable in Redis
            }
            Profile profile = profiles.get("42", repository::find); // what was accepted last
            out.println("read -> " + profile);
        } // writes what still waits
        // end
        out.println("database -> " + repository.find("42"));
    }
}
