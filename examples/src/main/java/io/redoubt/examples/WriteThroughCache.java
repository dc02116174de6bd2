package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThrough;
import java.io.PrintStream;

/**
 * Example program for write-through caching, where each value is written to the database first and then to the cache.
 */
public final class WriteThroughCache {

    private WriteThroughCache() {}

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
                cache.region(RegionSpec.of("through-profiles", Profile.class).ttl(ofMinutes(30)));
        // snippet: write-through
        WriteThrough<String, Profile> through = profiles.writeThrough(repository::save); // null: remove

        through.put("42", new Profile("Ada", 18)); // the source has it, and then the region
        through.remove("43");
        out.println("42 -> " + profiles.get("42", repository::find));

        try {
            through.put("42", new Profile("Ada", -1)); // refused by the source, three times
        } catch (WriteFailedException e) {
            out.println("not written: " + e.getCause());
        }
        // end
        out.println("still 42 -> " + profiles.get("42", repository::find));
        out.println("43 -> " + profiles.get("43", repository::find));
        out.println("queries: " + repository.queries());
        profiles.clear();
    }
}
