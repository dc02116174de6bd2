package io.redoubt.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;

/** Example program for near caching, which keeps often-read values in the process and drops them when they change. */
public final class NearCache {

    private NearCache() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        // snippet: near-cache
        Region<String, String> prices = redoubt.cache()
                .region(RegionSpec.of("near-prices", String.class)
                        .ttl(ofMinutes(30))
                        .near(NearCacheSettings.maxEntries(10_000).maxAge(ofMinutes(5))));

        prices.put("sword", "17 gold");
        LoadedValue<String> fetched = prices.fetch("sword", NearCache::slowQuery);
        while (fetched.origin() != LoadedValue.Origin.NEAR) { // Redis reports the put to this process as well
            LockSupport.parkNanos(ofMillis(5).toNanos());
            fetched = prices.fetch("sword", NearCache::slowQuery);
        }
        out.println(fetched.value() + ", " + fetched.origin()); // 17 gold, NEAR: no command was sent

        prices.put("sword", "12 gold");
        out.println(prices.get("sword", NearCache::slowQuery)); // 12 gold, at once
        // end
        prices.clear();

        // snippet: near-messages
        Region<String, String> stock = redoubt.cache()
                .region(RegionSpec.of("near-stock", String.class)
                        .ttl(ofMinutes(30))
                        .near(NearCacheSettings.maxEntries(10_000).messagesIfTrackingRefused()));
        // end
        stock.clear();
    }

    private static String slowQuery(String id) {
        return "loaded";
    }
}
