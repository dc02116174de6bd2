package io.redoubt.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;

/**
 * Example program for the stale-on-error option, which returns expired values for a while when the data source fails.
 */
public final class StaleOnError {

    private StaleOnError() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        // snippet: stale-on-error
        Region<String, String> prices = cache.region(RegionSpec.of("stale-prices", String.class)
                .ttl(ofMinutes(1))
                .staleOnError(ofMinutes(10), ofMillis(500)));

        prices.put("sword", "17 gold");
        prices.markStale("sword"); // as if its minute were over
        LoadedValue<String> fetched = prices.fetch("sword", id -> {
            throw new IllegalStateException("the shop's database is down");
        });
        out.println(fetched.value() + ", " + fetched.origin()); // 17 gold, STALE

        prices.invalidate("sword"); // never returned again, as a fallback neither
        // end
        out.println(prices.lookup("sword").getClass().getSimpleName());
    }
}
