package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSpec;
import java.io.PrintStream;

/** Write-behind: accepts a change at once, shows it at once, and writes it to the database in the background. */
public final class WriteBehindQueue {

    private WriteBehindQueue() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        PlayerRepository repository = new PlayerRepository();
        Region<String, Profile> profiles = redoubt.cache()
                .region(RegionSpec.of("behind-profiles", Profile.class).ttl(ofMinutes(30)));
        profiles.clear();
        try (WriteBehind<String, Profile> behind = redoubt.cache()
                .writeBehind(
                        WriteBehindSpec.of("behind-profiles", Profile.class).drainWithin(ofSeconds(30)),
                        profiles,
                        repository::saveAll)) {
            for (int level = 18; level <= 30; level++) {
                behind.put("42", new Profile("Ada", level));
            }
            out.println("read -> " + profiles.get("42", load -> repository.find(load.key())));
        } // writes what still waits
        out.println("database -> " + repository.find("42"));
    }
}
