package io.redoubt.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Example program for refresh-ahead and stale-while-revalidate caching, which reload values in the background before
 * readers have to wait.
 */
public final class RefreshAhead {

    private RefreshAhead() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        refreshAhead(redoubt.cache(), out);
        staleWhileRevalidate(redoubt.cache(), out);
    }

    private static void refreshAhead(CacheStore cache, PrintStream out) {
        // snippet: refresh-ahead
        Region<String, String> prices = cache.region(RegionSpec.of("ahead-prices", String.class)
                .ttl(ofSeconds(30))
                .refreshAhead(10)); // 1 is the optimum; 10 is earlier, and this program over sooner

        while (prices.statistics().refreshes() == 0) {
            prices.get("sword", RefreshAhead::slowQuery); // the first read waits for it, no other
            pause(ofMillis(5));
        }
        // end
        out.println("reads that waited for a load: " + prices.statistics().misses());
        prices.clear();
    }

    private static void staleWhileRevalidate(CacheStore cache, PrintStream out) {
        // snippet: stale-while-revalidate
        Region<String, String> prices = cache.region(RegionSpec.of("revalidated-prices", String.class)
                .ttl(ofMinutes(1))
                .staleWhileRevalidate(ofMinutes(10)));

        prices.put("shield", "9 gold");
        prices.markStale("shield"); // as if its minute were over
        LoadedValue<String> fetched = prices.fetch("shield", RefreshAhead::slowQuery);
        out.println(fetched.value() + ", " + fetched.origin()); // 9 gold, STALE, and at once
        // end
        while (!(prices.lookup("shield") instanceof Lookup.Hit)) {
            pause(ofMillis(10));
        }
        out.println("a moment later: " + prices.get("shield", id -> "loaded too late"));
        prices.clear();
    }

    private static String slowQuery(String id) {
        pause(ofSeconds(1));
        return "17 gold";
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
