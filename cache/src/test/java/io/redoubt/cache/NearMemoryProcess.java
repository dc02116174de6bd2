package io.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Process with a small heap that reads many different keys through a bounded near cache. Prints {@code kept} with
 * figures after the reads, and {@code closed} when all threads have ended after the cache was closed; or {@code
 * failed}.
 */
final class NearMemoryProcess {

    private static final String REGION = "bounded";
    private static final int BATCH = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private NearMemoryProcess() {}

    static ChildJvm start(BackendAddress address, NearCacheSettings near, int keys) {
        List<String> words = new ArrayList<>(address.toArguments());
        words.addAll(List.of(near.bound().name(), String.valueOf(near.size()), String.valueOf(keys)));
        return ChildJvm.start(
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=4"), NearMemoryProcess.class, words.toArray(String[]::new));
    }

    /** Arguments: an address, the bound of the near cache and its size, and how many different keys it is to keep. */
    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        long size = Long.parseLong(arguments[BackendAddress.ARGUMENT_COUNT + 1]);
        NearCacheSettings near = switch (NearCacheSettings.Bound.valueOf(arguments[BackendAddress.ARGUMENT_COUNT])) {
            case ENTRIES -> NearCacheSettings.maxEntries(size);
            case BYTES, WEIGHT -> NearCacheSettings.maxBytes(size);
        };
        int before = Thread.activeCount();
        try {
            read(address, near, Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT + 2]));
            long end = System.nanoTime() + TIMEOUT.toNanos();
            while (Thread.activeCount() > before && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
            }
            System.out.println(Thread.activeCount() > before ? "failed: " + names() : "closed");
        } catch (Throwable e) {
            System.out.println("failed: " + e);
        }
        System.in.read();
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static void read(BackendAddress address, NearCacheSettings near, int keys) {
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver, TIMEOUT, CacheTests.settings(address.prefix()), System::nanoTime)) {
            Region<String, String> region = caches.store()
                    .region(RegionSpec.of(REGION, String.class)
                            .ttl(Duration.ofHours(1))
                            .near(near.maxAge(Duration.ofHours(1))));
            while (region.statistics().near().state() != State.ACTIVE) {
                LockSupport.parkNanos(1_000_000);
            }
            long start = System.nanoTime();
            // A value is not kept if the report of its change is still being processed.
            for (int first = 0; kept(region) < keys; first += BATCH) {
                List<String> names = IntStream.range(first, first + BATCH)
                        .mapToObj(key -> near.bound() + "-" + key)
                        .toList();
                write(driver, address.prefix() + "region:" + REGION + ":", names, region);
                int found = region.getAll(names, missing -> Map.of()).size();
                NearCacheStatistics now = region.statistics().near();
                if (found != BATCH || now.size() > near.size()) {
                    throw new IllegalStateException(found + " values found, " + now);
                }
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            NearCacheStatistics kept = region.statistics().near();
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.println("kept in " + seconds + " s, heap " + (heap >> 10) + " KiB, " + kept);
        }
    }

    private static long kept(Region<?, ?> region) {
        NearCacheStatistics now = region.statistics().near();
        return now.evictions() + now.entries();
    }

    /** Writes values as another program does, and waits until the server has reported them. */
    private static void write(RedisDriver driver, String prefix, List<String> names, Region<?, ?> region) {
        long reported = region.statistics().near().invalidations() + names.size();
        byte[][] words = names.stream()
                .flatMap(name -> List.of(prefix + name, "\"the value of " + name + "\"").stream())
                .map(word -> word.getBytes(UTF_8))
                .toArray(byte[][]::new);
        byte[][] others = new byte[words.length - 1][];
        System.arraycopy(words, 1, others, 0, others.length);
        driver.execute(Command.keyed("MSET", words[0], others), CallOptions.within(TIMEOUT));
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (region.statistics().near().invalidations() < reported) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "not reported: " + region.statistics().near());
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
