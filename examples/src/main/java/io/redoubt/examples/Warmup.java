package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WarmPlan;
import io.redoubt.api.cache.WarmProgress;
import io.redoubt.api.cache.Warming;
import java.io.PrintStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Warming: fills a region before it is asked, a few batches at a time, by one process alone. */
public final class Warmup {

    private Warmup() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        Region<String, String> zones =
                redoubt.cache().region(RegionSpec.of("warm-zones", String.class).ttl(ofMinutes(30)));
        zones.clear();
        WarmPlan<String, String> plan = WarmPlan.of(
                () -> IntStream.range(0, 1_000).mapToObj(Integer::toString),
                load -> load.keys().stream().collect(Collectors.toMap(id -> id, id -> "zone " + id)));
        try (Warming warming = zones.warming(plan.batch(200).concurrency(2))) {
            out.println("warmed: " + warming.run().map(WarmProgress::done).orElse(0L));
        }
        out.println("999 -> " + zones.get("999", load -> "loaded too late"));
    }
}
