package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.support.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Registration of one {@link TrackingListener} for changes of the keys with given prefixes. Thread-safe. */
final class TrackingRegistration implements TrackingSubscription {

    /**
     * Maximum number of invalidations that wait for a slow listener. Further ones are dropped and reported as a
     * gap.
     */
    static final int MAX_QUEUED_INVALIDATIONS = 10_000;

    private final List<byte[]> prefixes;
    private final TrackingListener listener;
    private final TrackingMultiplexer multiplexer;
    private final SerialExecutor executor =
            new SerialExecutor("redoubt-redis-tracking", MAX_QUEUED_INVALIDATIONS, Duration.ZERO);
    private final AtomicInteger pendingGaps = new AtomicInteger();
    private volatile boolean started;
    private volatile boolean closed;

    TrackingRegistration(List<byte[]> prefixes, TrackingListener listener, TrackingMultiplexer multiplexer) {
        this.prefixes = List.copyOf(prefixes);
        this.listener = listener;
        this.multiplexer = multiplexer;
    }

    List<byte[]> prefixes() {
        return prefixes;
    }

    /** Marks the registration as active: changes are reported from now on. */
    void start() {
        started = true;
    }

    /** Records a gap at once, and notifies the listener of it after all earlier notifications. */
    void reportGap() {
        pendingGaps.incrementAndGet();
        executor.execute(() -> {
            listener.onGap();
            pendingGaps.decrementAndGet();
        });
    }

    void invalidated(List<byte[]> keys) {
        List<byte[]> matching = keys.stream()
                .filter(key -> KeyPrefixSets.matchesAny(key, prefixes))
                .toList();
        if (!matching.isEmpty() && !executor.offer(() -> listener.onInvalidate(matching)) && pendingGaps.get() == 0) {
            reportGap();
        }
    }

    @Override
    public boolean armed() {
        return started && !closed && pendingGaps.get() == 0 && multiplexer.armed();
    }

    void stop() {
        closed = true;
        executor.close();
    }

    @Override
    public void close() {
        multiplexer.remove(this);
        stop();
    }
}
