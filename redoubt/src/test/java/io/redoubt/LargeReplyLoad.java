package io.redoubt;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Main class of a JVM in which one caller reads a huge value twenty times while others read small ones. Prints how the
 * calls failed. Arguments: driver, host, port.
 */
final class LargeReplyLoad {

    private static final int CALLERS = 8;

    private LargeReplyLoad() {}

    public static void main(String[] arguments) throws InterruptedException {
        RedisSettings redis = RedisSettings.builder()
                .node(new Node(arguments[1], Integer.parseInt(arguments[2])))
                .commandTimeout(Duration.ofSeconds(10))
                .build();
        Map<String, Integer> large = new ConcurrentSkipListMap<>();
        Map<String, Integer> others = new ConcurrentSkipListMap<>();
        try (Redoubt redoubt = Redoubt.connect(
                RedoubtSettings.builder().redis(redis).driver(arguments[0]).build())) {
            CacheStore cache = redoubt.cache();
            cache.set("small", "v", Ttl.of(Duration.ofMinutes(5)));
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Thread caller = new Thread(
                        () -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                count(others, () -> cache.get("small", String.class));
                            }
                        },
                        "caller-" + i);
                callers.add(caller);
                caller.start();
            }
            for (int i = 0; i < 20; i++) {
                count(large, () -> cache.get("huge", String.class));
            }
            callers.forEach(Thread::interrupt);
            for (Thread caller : callers) {
                caller.join();
            }
            others.remove("RedoubtInterruptedException");
            // The outcome of calls on the connection that is replaced may be unknown; none runs into its timeout.
            others.remove("StoreUnavailableException");
            System.out.println("breaker " + redoubt.connections().orElseThrow().breakerOpened() + ", large "
                    + large.get("REPLY_TOO_LARGE") + " REPLY_TOO_LARGE, others " + others);
        }
    }

    private static void count(Map<String, Integer> failures, Runnable call) {
        try {
            call.run();
        } catch (StoreRejectedException e) {
            failures.merge(e.code(), 1, Integer::sum);
        } catch (RedoubtException e) {
            failures.merge(e.getClass().getSimpleName(), 1, Integer::sum);
        }
    }
}
