package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Tracking;
import io.redoubt.redis.core.driver.TrackingListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What one listener wants to know. Thread-safe. */
final class RoutedTracking implements Tracking {

    /** How many deliveries may wait for a slow listener before they are dropped and told as a gap. */
    static final int MOST_WAITING = 10_000;

    private final List<byte[]> prefixes;
    private final TrackingListener listener;
    private final TrackingHub hub;
    private final Mailbox mailbox = new Mailbox("redoubt-redis-tracking", MOST_WAITING);
    private final AtomicInteger untoldGaps = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean closed;

    RoutedTracking(List<byte[]> prefixes, TrackingListener listener, TrackingHub hub) {
        this.prefixes = List.copyOf(prefixes);
        this.listener = listener;
        this.hub = hub;
    }

    List<byte[]> prefixes() {
        return prefixes;
    }

    /** From now on changes are told. */
    void arm() {
        begun = true;
    }

    /** A gap counts from this moment, although its listener is told of it after what he was told of before. */
    void gap() {
        untoldGaps.incrementAndGet();
        mailbox.put(() -> {
            listener.onGap();
            untoldGaps.decrementAndGet();
        });
    }

    void invalidated(List<byte[]> keys) {
        List<byte[]> mine = keys.stream()
                .filter(key -> Prefixes.beginsWithAny(key, prefixes))
                .toList();
        if (!mine.isEmpty() && !mailbox.offer(() -> listener.onInvalidate(mine)) && untoldGaps.get() == 0) {
            gap();
        }
    }

    @Override
    public boolean armed() {
        return begun && !closed && untoldGaps.get() == 0 && hub.armed();
    }

    void end() {
        closed = true;
        mailbox.close();
    }

    @Override
    public void close() {
        hub.forget(this);
        end();
    }
}
