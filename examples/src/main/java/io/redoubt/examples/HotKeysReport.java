package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.HotKey;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;

/**
 * Example program that reports the hot keys of a cache region: the most-read ones, and those with the longest load
 * times.
 */
public final class HotKeysReport {

    private HotKeysReport() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        Region<String, String> zones =
                cache.region(RegionSpec.of("hot-zones", String.class).ttl(ofMinutes(30)));
        zones.clear();
        zones.put("8", "a hill");
        for (int visit = 0; visit < 500; visit++) { // one in eight is counted
            zones.get("8", id -> "never loaded");
        }
        zones.get("7", id -> "a swamp");
        // snippet: hot-keys
        HotKeys hot = zones.hotKeys(10); // of this process
        HotKey busiest = hot.byReads().get(0);
        HotKey dearest = hot.byLoadCost().get(0);
        out.println("read most: " + busiest.key() + ", dearest to load: " + dearest.key());
        // end
        zones.clear();
    }
}
