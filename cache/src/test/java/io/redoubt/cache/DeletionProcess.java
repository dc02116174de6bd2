package io.redoubt.cache;

import io.redoubt.api.cache.DeletionProgress;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Process that deletes by pattern, with as little memory as it was given, and reports the outcome. */
final class DeletionProcess {

    private DeletionProcess() {}

    public static void main(String[] arguments) {
        BackendAddress address = BackendAddress.in(arguments);
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver, Duration.ofSeconds(5), CacheTests.settings(address.prefix()), System::nanoTime)) {
            List<DeletionProgress> steps = new ArrayList<>();
            long begin = System.nanoTime();
            long deleted = caches.store().deleteMatching(arguments[BackendAddress.ARGUMENT_COUNT], steps::add);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            long largest = 0;
            for (int i = 1; i < steps.size(); i++) {
                largest = Math.max(
                        largest, steps.get(i).deleted() - steps.get(i - 1).deleted());
            }
            System.out.println(deleted + " " + millis + " " + steps.size() + " " + largest);
        }
    }
}
