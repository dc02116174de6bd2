package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.BacklogFullException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.cache.CacheStoreFactory;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Program that writes through write-behind, started by {@link WriteBehindProcessesTest}. Prints a line for each
 * accepted write.
 */
final class WriteBehindProcess {

    static final String NAME = "figure";
    static final int SHARDS = 4;

    private static final int THREADS = 4;

    private WriteBehindProcess() {}

    static WriteBehindSettings settings() {
        return WriteBehindSettings.defaults()
                .shards(SHARDS)
                // Longer than a thread of a live process may be stalled: otherwise its late writes would arrive
                // out of order.
                .lease(Duration.ofSeconds(6))
                .poll(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(10), Duration.ofMillis(500))
                .attempts(1_000)
                .drainWithin(Duration.ofMinutes(2));
    }

    /** Arguments: the address, the port of the source, the number of keys, the number of updates. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        BackendAddress address = BackendAddress.in(arguments);
        int sourcePort = Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT]);
        int keys = Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT + 1]);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT + 2]));
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver, Duration.ofSeconds(2), SourceWriteTests.settings(address.prefix()), System::nanoTime)) {
            CacheStore cache = caches.store();
            WriteBehind<String, String> behind = cache.region(
                            RegionSpec.of(NAME, String.class).ttl(Duration.ofMinutes(1)))
                    .writeBehind(settings(), new RecordingSource("127.0.0.1", sourcePort));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String name = ProcessHandle.current().pid() + "-" + i + "-";
                threads.add(new Thread(() -> {
                    for (int n = 0; left.getAndDecrement() > 0; n++) {
                        update(behind, "k" + ThreadLocalRandom.current().nextInt(keys), name + n);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            System.in.read(); // blocks until the parent sends a line
        }
        System.out.println("closed");
    }

    private static void update(WriteBehind<String, String> behind, String key, String value) {
        boolean accepted = false;
        while (!accepted) {
            try {
                System.out.println(new AcceptedWrite(key, behind.put(key, value), value).line());
                accepted = true;
            } catch (StoreUnavailableException | BacklogFullException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }
}
