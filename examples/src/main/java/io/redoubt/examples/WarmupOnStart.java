package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Example program that fills a cache region in advance when the application starts. It loads a few batches at a time,
 * in one process alone.
 */
public final class WarmupOnStart {

    private WarmupOnStart() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        // snippet: warming
        Region<String, String> zones =
                cache.region(RegionSpec.of("warm-zones", String.class).ttl(ofMinutes(30)));

        WarmupPlan<String, String> plan = WarmupPlan.of(WarmupOnStart::zoneIds, WarmupOnStart::findZones);
        try (Warmup warming = zones.warmup(plan.batch(200).concurrency(2))) {
            Optional<WarmupProgress> end = warming.run(); // empty if another process is at it
            out.println("warmed: " + end.map(WarmupProgress::done).orElse(0L));
        }
        // end
        out.println("999 -> " + zones.get("999", id -> "loaded too late"));
        zones.clear();
    }

    private static Stream<String> zoneIds() {
        return IntStream.range(0, 1_000).mapToObj(Integer::toString);
    }

    private static Map<String, String> findZones(Set<String> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> "zone " + id));
    }
}
