package io.redoubt.cache;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Process that reads and writes a region from several threads, keys with a Zipf distribution. Prints {@code ready},
 * waits for a line of input, and prints {@code operations} with the number of them a second.
 */
final class NearThroughputProcess {

    static final int KEYS = 10_000;

    private static final int CALLERS = 8;
    private static final int WRITES_PERCENT = 5;
    private static final double EXPONENT = 0.99;
    private static final int DRAWS = 1 << 16;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final long WARM_UP_OPERATIONS = 50_000;
    private static final Duration MEASURED = Duration.ofSeconds(5);

    private NearThroughputProcess() {}

    static ChildJvm start(BackendAddress address, boolean near) {
        List<String> words = new ArrayList<>(address.toArguments());
        words.add(String.valueOf(near));
        return ChildJvm.start(
                List.of("-XX:TieredStopAtLevel=4"), NearThroughputProcess.class, words.toArray(String[]::new));
    }

    static RegionSpec<String, String> spec(boolean near) {
        RegionSpec<String, String> spec = RegionSpec.of("mixed", String.class).ttl(Duration.ofHours(1));
        return near ? spec.near(NearCacheSettings.maxEntries(KEYS).maxAge(Duration.ofMinutes(30))) : spec;
    }

    /** Arguments: an address, and whether to have a near cache. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        BackendAddress address = BackendAddress.in(arguments);
        boolean near = Boolean.parseBoolean(arguments[BackendAddress.ARGUMENT_COUNT]);
        String[] keys = draws(new Random());
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver, Duration.ofSeconds(30), CacheTests.settings(address.prefix()), System::nanoTime)) {
            Region<String, String> region = caches.store().region(spec(near));
            while (near && region.statistics().near().state() != State.ACTIVE) {
                LockSupport.parkNanos(1_000_000);
            }
            System.out.println("ready");
            System.in.read();
            run(region, keys, WARM_UP, WARM_UP_OPERATIONS);
            double perSecond = run(region, keys, MEASURED, 0);
            System.out.printf(
                    "operations %.0f %s%n", perSecond, region.statistics().near());
        }
    }

    private static double run(Region<String, String> region, String[] keys, Duration time, long atLeast)
            throws InterruptedException {
        LongAdder operations = new LongAdder();
        long start = System.nanoTime();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int first = i * DRAWS / CALLERS;
            Thread caller = new Thread(
                    () -> {
                        for (int n = first; isRunning(start, time, operations, atLeast); n++) {
                            String key = keys[n & (DRAWS - 1)];
                            if (n % 100 < WRITES_PERCENT) {
                                region.put(key, NearThroughputLoadTest.VALUE);
                            } else {
                                region.get(key, id -> NearThroughputLoadTest.VALUE);
                            }
                            operations.increment();
                        }
                    },
                    "caller-" + i);
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return operations.sum() * 1e9 / (System.nanoTime() - start);
    }

    private static boolean isRunning(long start, Duration time, LongAdder operations, long atLeast) {
        return System.nanoTime() - start < time.toNanos() || (atLeast > 0 && operations.sum() < atLeast);
    }

    private static String[] draws(Random random) {
        double[] upTo = new double[KEYS];
        double sum = 0;
        for (int rank = 0; rank < KEYS; rank++) {
            sum += 1 / Math.pow(rank + 1, EXPONENT);
            upTo[rank] = sum;
        }
        double all = sum;
        return IntStream.range(0, DRAWS)
                .map(i -> Arrays.binarySearch(upTo, random.nextDouble() * all))
                .mapToObj(found -> "key" + Math.min(KEYS - 1, found < 0 ? -found - 1 : found))
                .toArray(String[]::new);
    }
}
