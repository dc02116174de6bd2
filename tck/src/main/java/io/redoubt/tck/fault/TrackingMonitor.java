package io.redoubt.tck.fault;

import static io.redoubt.tck.fault.FaultKeys.bytes;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.test.server.RawRedis;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Monitor that keeps changing keys during a fault test and checks that the driver reports each change. Where it reports
 * none, it must report a later gap. The keys are written on connections of its own, bypassing the driver. Its methods
 * are for use by one thread.
 */
final class TrackingMonitor implements AutoCloseable {

    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    /** Timeout for a suspended server, after which another server may be asked. */
    private static final Duration RAW_TIMEOUT = Duration.ofSeconds(2);
    /** With fewer writes, there would be little to miss. */
    private static final int MIN_WRITES = 10;

    private final ProxiedDeployment deployment;
    private final long start = System.nanoTime();
    private final Set<String> notified = ConcurrentHashMap.newKeySet();
    /** In nanoseconds since the start. */
    private final ConcurrentSkipListSet<Long> gaps = new ConcurrentSkipListSet<>();
    /** Start of the write of each key that the server has acknowledged, in nanoseconds since the start. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable TrackingSubscription tracking;
    private volatile boolean wasDisarmed;
    private volatile boolean stopped;

    private TrackingMonitor(ProxiedDeployment deployment) {
        this.deployment = deployment;
    }

    /** Returns a monitor that has not been started. */
    static TrackingMonitor of(ProxiedDeployment deployment) {
        return new TrackingMonitor(deployment);
    }

    /** Starts tracking and writing. */
    void start(RedisDriver driver, CallOptions options) {
        TrackingSubscription started = driver.track(
                List.of(bytes(deployment.keys().watched())),
                new TrackingListener() {
                    @Override
                    public void onInvalidate(List<byte[]> keys) {
                        keys.forEach(key -> notified.add(new String(key, StandardCharsets.UTF_8)));
                    }

                    @Override
                    public void onGap() {
                        gaps.add(now());
                    }
                },
                options);
        tracking = started;
        threads.add(new Thread(this::write, "redoubt-tck-writer"));
        threads.add(new Thread(() -> pollArmed(started), "redoubt-tck-looker"));
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    private long now() {
        return System.nanoTime() - start;
    }

    /** Forgets past reports of the driver that invalidations are not delivered. */
    void resetWasDisarmed() {
        wasDisarmed = false;
    }

    /** Returns whether the driver reported at some time that invalidations were not delivered. */
    boolean wasDisarmed() {
        return wasDisarmed;
    }

    /**
     * Waits until the listener received a gap.
     *
     * @throws AssertionError if the wait takes too long
     */
    void awaitGap() {
        await("a gap is told", () -> !gaps.isEmpty());
    }

    /**
     * Waits until invalidations are delivered again.
     *
     * @throws AssertionError if the wait takes too long, or if a change is not reported after it
     */
    void awaitArmed() {
        await("tracking is armed", () -> isArmed(tracking));
        awaitNotified();
    }

    private void awaitNotified() {
        String last = writeNow();
        await(
                "a change is told",
                () -> notified.contains(last) || gaps.ceiling(written.getOrDefault(last, 0L)) != null);
    }

    private String writeNow() {
        String key = deployment.keys().watched() + "last:" + now();
        long begun = now();
        try (RawRedis redis = deployment.master().raw()) {
            redis.text("SET", key, "x");
        }
        written.put(key, begun);
        return key;
    }

    /** Stops the writes and returns the missed changes. A change to a key that can no longer be read does not count. */
    List<String> missed() {
        await("changes are made", () -> written.size() >= MIN_WRITES);
        stop();
        // Invalidations of earlier writes arrive before the invalidation of this write.
        awaitNotified();
        Set<String> survivingKeys = survivingKeys();
        return written.entrySet().stream()
                .filter(write -> survivingKeys.contains(write.getKey()))
                .filter(write -> !notified.contains(write.getKey()) && gaps.ceiling(write.getValue()) == null)
                .map(write -> write.getKey() + ", written at " + write.getValue() / 1_000_000 + " ms, gaps at "
                        + gaps.stream().map(gap -> gap / 1_000_000).toList())
                .toList();
    }

    /**
     * Returns the keys that still exist. A master that has been replaced accepts writes until it learns of that,
     * and those writes are lost.
     */
    private Set<String> survivingKeys() {
        try (RawRedis redis = deployment.master().raw()) {
            return Set.copyOf(redis.texts("KEYS", deployment.keys().watched() + "*"));
        }
    }

    private void write() {
        RawRedis redis = null;
        for (int number = 0; !stopped; number++) {
            redis = write(redis, deployment.keys().watched() + number);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        close(redis);
    }

    private static boolean isArmed(@Nullable TrackingSubscription tracking) {
        return tracking != null && tracking.armed();
    }

    private void pollArmed(TrackingSubscription started) {
        while (!stopped) {
            if (!started.armed()) {
                wasDisarmed = true;
            }
            LockSupport.parkNanos(PAUSE_NANOS / 5);
        }
    }

    private @Nullable RawRedis write(@Nullable RawRedis connection, String key) {
        RawRedis redis = connection;
        try {
            redis = redis == null ? deployment.master().raw(RAW_TIMEOUT) : redis;
            long begun = now();
            if ("OK".equals(redis.call("SET", key, "x"))) {
                written.put(key, begun);
                return redis;
            }
        } catch (UncheckedIOException | IllegalStateException down) {
            // The next write may have to go to another master.
        }
        close(redis);
        return null;
    }

    private static void close(@Nullable RawRedis redis) {
        if (redis != null) {
            redis.close();
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(MAX_WAIT)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not within " + MAX_WAIT + ": " + what, e);
        }
    }

    private void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(MAX_WAIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        TrackingSubscription started = tracking;
        if (started != null) {
            started.close();
        }
    }
}
