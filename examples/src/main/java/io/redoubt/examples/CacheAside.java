package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;
import java.util.List;

/**
 * Example program for the cache-aside pattern: a missing value is loaded once, and the absence of a value is cached as
 * well.
 */
public final class CacheAside {

    private CacheAside() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        PlayerRepository repository = new PlayerRepository();
        // snippet: cache-aside
        Region<String, Profile> profiles = cache.region(RegionSpec.of("aside-profiles", Profile.class)
                .ttl(ofMinutes(30))
                .jitter(0.1)
                .negativeTtl(ofSeconds(15)));

        for (String id : List.of("42", "42", "nobody", "nobody")) {
            Profile profile = profiles.get(id, repository::find);
            out.println(id + " -> " + profile); // null for nobody
        }
        // end
        out.println("queries: " + repository.queries());
        profiles.clear();
    }
}
