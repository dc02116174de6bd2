package io.redoubt.tck.fault;

import static io.redoubt.tck.fault.FaultKeys.bytes;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Tracking;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.tck.server.RawRedis;
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
 * Writes keys behind the driver's back all the time, and looks whether each is told, or a gap is told after it. Its methods
 * are for one thread.
 */
final class TrackingMonitor implements AutoCloseable {

    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    /** Of a server that stands still: another one may be asked then. */
    private static final Duration RAW_TIMEOUT = Duration.ofSeconds(2);
    /** Below which there would be little to miss. */
    private static final int MIN_WRITES = 10;

    private final ProxiedDeployment deployment;
    private final long start = System.nanoTime();
    private final Set<String> notified = ConcurrentHashMap.newKeySet();
    /** Nanoseconds since the start. */
    private final ConcurrentSkipListSet<Long> gaps = new ConcurrentSkipListSet<>();
    /** When the write of each key was begun that the server has acknowledged. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Tracking tracking;
    private volatile boolean wasDisarmed;
    private volatile boolean stopped;

    private TrackingMonitor(ProxiedDeployment deployment) {
        this.deployment = deployment;
    }

    /** One that has not started yet. */
    static TrackingMonitor of(ProxiedDeployment deployment) {
        return new TrackingMonitor(deployment);
    }

    /** Begins to track, and to write. */
    void start(RedisDriver driver, CallOptions options) {
        Tracking started = driver.track(
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

    /** Looks anew from now on whether the driver says that changes are not told. */
    void resetWasDisarmed() {
        wasDisarmed = false;
    }

    /** Whether the driver said, at some time, that changes were not told. */
    boolean wasDisarmed() {
        return wasDisarmed;
    }

    /**
     * Waits until the listener was told of a gap.
     *
     * @throws AssertionError if that takes too long
     */
    void awaitGap() {
        await("a gap is told", () -> !gaps.isEmpty());
    }

    /**
     * Waits until changes are told again.
     *
     * @throws AssertionError if that takes too long, or if a change is not told then
     */
    void awaitArmed() {
        await("tracking is armed", () -> isArmed(tracking));
        awaitNotified();
    }

    private void awaitNotified() {
        String last = writeNow();
        await("a change is told", () -> notified.contains(last) || gaps.ceiling(written.getOrDefault(last, 0L)) != null);
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

    /** Ends the writing; the changes that were missed. One that nobody can read any more is none. */
    List<String> missed() {
        await("changes are made", () -> written.size() >= MIN_WRITES);
        stop();
        // What was written before this is told before it.
        awaitNotified();
        Set<String> survivingKeys = survivingKeys();
        return written.entrySet().stream()
                .filter(write -> survivingKeys.contains(write.getKey()))
                .filter(write -> !notified.contains(write.getKey()) && gaps.ceiling(write.getValue()) == null)
                .map(write -> write.getKey() + ", written at " + write.getValue() / 1_000_000 + " ms, gaps at "
                        + gaps.stream().map(gap -> gap / 1_000_000).toList())
                .toList();
    }

    /** A master that has been replaced takes writes until it is told so, which nobody will ever read. */
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

    private static boolean isArmed(@Nullable Tracking tracking) {
        return tracking != null && tracking.armed();
    }

    private void pollArmed(Tracking started) {
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
            // Another master may have to be asked.
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
        Tracking started = tracking;
        if (started != null) {
            started.close();
        }
    }
}
