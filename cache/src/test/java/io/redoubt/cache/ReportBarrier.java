package io.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Barrier that waits until the reports of all changes made so far have reached the near caches of one cache store. It
 * changes a key of the region and waits for the report of that: a server reports changes in their order. For one
 * master. Thread-safe.
 *
 * <p>A read that follows a change by the only open store does not wait: a process must see its own changes at once.
 */
final class ReportBarrier {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Number of open stores of this JVM, whose tests run one after the other. */
    private static final AtomicInteger STORES = new AtomicInteger();

    private final RedisDriver driver;
    private final String regionsStart;
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicBoolean hasChanged = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

    ReportBarrier(RedisDriver driver, String prefix) {
        this.driver = driver;
        this.regionsStart = prefix + "region:";
        STORES.incrementAndGet();
    }

    /** Ends the store. Idempotent. */
    void close() {
        if (!closed.getAndSet(true)) {
            STORES.decrementAndGet();
        }
    }

    void beforeRead(String region) {
        if (!hasChanged.getAndSet(false) || STORES.get() > 1) {
            await(region);
        }
    }

    void beforeChange(String region) {
        await(region);
        hasChanged.set(true);
    }

    /** Returns the driver for the cache store, whose reports pass through this barrier. */
    RedisDriver observed() {
        return (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("track")) {
                        arguments[1] = new Observer((TrackingListener) arguments[1]);
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Waits for the reports of all changes of a region. An interrupted caller does not wait. */
    private void await(String region) {
        String key = regionsStart + region + ":probe" + probes.incrementAndGet();
        CountDownLatch reported = new CountDownLatch(1);
        awaited.put(key, reported);
        try {
            Command change = Command.keyed(
                    "SET", key.getBytes(UTF_8), Command.ascii(1), Command.ascii("EX"), Command.ascii(600));
            driver.execute(change, CallOptions.within(PATIENT));
            if (!reported.await(PATIENT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the change of " + key + " was not reported");
            }
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.INTERRUPTED) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(key);
        }
    }

    private final class Observer implements TrackingListener {

        private final TrackingListener listener;

        Observer(TrackingListener listener) {
            this.listener = listener;
        }

        @Override
        public void onInvalidate(List<byte[]> keys) {
            listener.onInvalidate(keys);
            for (byte[] key : keys) {
                CountDownLatch reported = awaited.get(new String(key, UTF_8));
                if (reported != null) {
                    reported.countDown();
                }
            }
        }

        @Override
        public void onUnknownChanges() {
            listener.onUnknownChanges();
            awaited.values().forEach(CountDownLatch::countDown);
        }

        @Override
        public void onRefused(String reason) {
            listener.onRefused(reason);
        }

        @Override
        public void onGap() {
            listener.onGap();
            awaited.values().forEach(CountDownLatch::countDown);
        }
    }
}
