package io.redoubt.tck.fault;

import static io.redoubt.tck.fault.Keys.bytes;

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
final class TrackingWatch implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    /** Of a server that stands still: another one may be asked then. */
    private static final Duration STANDING = Duration.ofSeconds(2);
    /** Below which there would be little to miss. */
    private static final int LEAST_WRITES = 10;

    private final Site site;
    private final long start = System.nanoTime();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    /** Nanoseconds since the start. */
    private final ConcurrentSkipListSet<Long> gaps = new ConcurrentSkipListSet<>();
    /** When the write of each key was begun that the server has acknowledged. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Tracking tracking;
    private volatile boolean wasDisarmed;
    private volatile boolean stopped;

    private TrackingWatch(Site site) {
        this.site = site;
    }

    /** One that has not started yet. */
    static TrackingWatch of(Site site) {
        return new TrackingWatch(site);
    }

    /** Begins to track, and to write. */
    void start(RedisDriver driver, CallOptions options) {
        Tracking started = driver.track(
                List.of(bytes(site.keys().watched())),
                new TrackingListener() {
                    @Override
                    public void onInvalidate(List<byte[]> keys) {
                        keys.forEach(key -> told.add(new String(key, StandardCharsets.UTF_8)));
                    }

                    @Override
                    public void onGap() {
                        gaps.add(now());
                    }
                },
                options);
        tracking = started;
        threads.add(new Thread(this::write, "redoubt-tck-writer"));
        threads.add(new Thread(() -> look(started), "redoubt-tck-looker"));
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    private long now() {
        return System.nanoTime() - start;
    }

    /** Looks anew from now on whether the driver says that changes are not told. */
    void lookAnew() {
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
        awaitTold();
    }

    private void awaitTold() {
        String last = writeNow();
        await("a change is told", () -> told.contains(last) || gaps.ceiling(written.getOrDefault(last, 0L)) != null);
    }

    private String writeNow() {
        String key = site.keys().watched() + "last:" + now();
        long begun = now();
        try (RawRedis redis = site.master().raw()) {
            redis.text("SET", key, "x");
        }
        written.put(key, begun);
        return key;
    }

    /** Ends the writing; the changes that were missed. One that nobody can read any more is none. */
    List<String> missed() {
        await("changes are made", () -> written.size() >= LEAST_WRITES);
        stop();
        // What was written before this is told before it.
        awaitTold();
        Set<String> lasting = lasting();
        return written.entrySet().stream()
                .filter(write -> lasting.contains(write.getKey()))
                .filter(write -> !told.contains(write.getKey()) && gaps.ceiling(write.getValue()) == null)
                .map(write -> write.getKey() + ", written at " + write.getValue() / 1_000_000 + " ms, gaps at "
                        + gaps.stream().map(gap -> gap / 1_000_000).toList())
                .toList();
    }

    /** A master that has been replaced takes writes until it is told so, which nobody will ever read. */
    private Set<String> lasting() {
        try (RawRedis redis = site.master().raw()) {
            return Set.copyOf(redis.texts("KEYS", site.keys().watched() + "*"));
        }
    }

    private void write() {
        RawRedis redis = null;
        for (int number = 0; !stopped; number++) {
            redis = write(redis, site.keys().watched() + number);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        close(redis);
    }

    private static boolean isArmed(@Nullable Tracking tracking) {
        return tracking != null && tracking.armed();
    }

    private void look(Tracking started) {
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
            redis = redis == null ? site.master().raw(STANDING) : redis;
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
                    .atMost(PATIENCE)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not within " + PATIENCE + ": " + what, e);
        }
    }

    private void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
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
