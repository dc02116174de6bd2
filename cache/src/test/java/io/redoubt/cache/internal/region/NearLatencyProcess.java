package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Region;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Process that measures when its near cache no longer returns what another process has changed. For each change it
 * prints {@code near} once the old value is near, looks for the new one with pauses between its reads, and reads from
 * its input when the change was acknowledged; the clocks of processes of one machine agree. At the end it prints
 * {@code micros} and percentiles.
 */
final class NearLatencyProcess {

    private static final long PAUSE_NANOS = 50_000;

    private NearLatencyProcess() {}

    static ChildJvm start(BackendAddress address, NearRacePlan plan, int changes) {
        List<String> words = new ArrayList<>(address.toArguments());
        words.add(String.valueOf(changes));
        words.addAll(plan.toArguments());
        return ChildJvm.start(
                List.of("-XX:TieredStopAtLevel=4"), NearLatencyProcess.class, words.toArray(String[]::new));
    }

    /** Arguments: the address, the number of changes, and the words of a {@link NearRacePlan}. */
    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        List<String> words = Arrays.asList(arguments).subList(BackendAddress.ARGUMENT_COUNT, arguments.length);
        NearRacePlan plan = NearRacePlan.in(words.subList(1, words.size()));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RedisDriver driver = address.open();
                DefaultRegionFactory regions = NearRaceProcess.regions(driver, address.prefix(), plan)) {
            Region<String, Long> region = regions.region(NearRaces.spec(plan), TestRegions.values());
            while (region.statistics().near().state() != plan.inUse()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            long[] nanos = new long[Integer.parseInt(words.get(0))];
            for (int i = 0; i < nanos.length; i++) {
                String key = NearRaces.name(i % plan.keys());
                while (region.fetch(key, id -> -1L).origin() != Origin.NEAR) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                System.out.println("near");
                long expected = i;
                while (!Objects.equals(region.get(key, id -> -1L), expected)) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                long seen = System.nanoTime();
                nanos[i] = Math.max(0, seen - Long.parseLong(Objects.requireNonNull(input.readLine())));
            }
            Arrays.sort(nanos);
            System.out.println("micros p50 " + percentile(nanos, 500) + ", p90 " + percentile(nanos, 900) + ", p99 "
                    + percentile(nanos, 990) + ", p99.9 " + percentile(nanos, 999));
        }
    }

    private static long percentile(long[] sorted, int thousandths) {
        return sorted[(int) ((long) sorted.length * thousandths / 1_000)] / 1_000;
    }
}
