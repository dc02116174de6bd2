package io.redoubt.cache;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Process that requests cold keys from many threads at once, for {@link StampedeTest}. It waits for the line
 * {@code go}, prints {@code loading} when it loads and {@code waiting} when it waits for another process, and
 * reports how often its loader ran, how many threads did not get their value, and how many milliseconds they
 * waited: the 99th percentile and the maximum.
 */
final class StampedeProcess {

    private StampedeProcess() {}

    /**
     * Arguments: the address, the number of threads, the number of keys, the duration of a load in milliseconds,
     * and that of the lease, zero for none.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        BackendAddress address = BackendAddress.in(arguments);
        int[] numbers = Arrays.stream(arguments)
                .skip(BackendAddress.ARGUMENT_COUNT)
                .mapToInt(Integer::parseInt)
                .toArray();
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver,
                        Duration.ofSeconds(30),
                        new CacheSettings(JsonCodec.create(), address.prefix(), CacheSettings.DEFAULT_MAX_VALUE_BYTES),
                        System::nanoTime)) {
            RegionSpec<String, String> spec =
                    RegionSpec.of("cold", String.class).ttl(Duration.ofMinutes(5));
            Region<String, String> region = caches.store()
                    .region(numbers[3] == 0 ? spec.withoutLease() : spec.lease(Duration.ofMillis(numbers[3])));
            for (int i = 0; i < 200; i++) {
                region.get("warm" + ProcessHandle.current().pid() + "-" + i, id -> "warm");
            }
            stampede(region, numbers[0], numbers[1], Duration.ofMillis(numbers[2]));
        }
    }

    private static void stampede(Region<String, String> region, int threads, int keys, Duration load)
            throws IOException, InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger(threads); // includes threads that get no value
        AtomicLongArray waits = new AtomicLongArray(threads);
        CountDownLatch there = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                String key = "key" + number % keys;
                there.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                long start = System.nanoTime();
                String value = region.get(key, missing -> {
                    loads.incrementAndGet();
                    System.out.println("loading");
                    LockSupport.parkNanos(load.toNanos());
                    return "value of " + missing;
                });
                waits.set(number, System.nanoTime() - start);
                if (("value of " + key).equals(value)) {
                    wrong.decrementAndGet();
                }
            });
            crowd.add(thread);
            thread.start();
        }
        there.await();
        System.out.println("ready");
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        go.countDown();
        boolean waiting = false;
        for (Thread thread : crowd) {
            while (thread.isAlive()) {
                thread.join(5);
                if (!waiting && region.statistics().waits() > 0) {
                    waiting = true;
                    System.out.println("waiting");
                }
            }
        }
        long[] sorted = new long[threads];
        Arrays.setAll(sorted, waits::get);
        Arrays.sort(sorted);
        System.out.println("done " + loads + " " + wrong + " " + sorted[threads * 99 / 100] / 1_000_000 + " "
                + sorted[threads - 1] / 1_000_000);
    }
}
