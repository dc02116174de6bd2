package io.redoubt.tck.driver;

import io.redoubt.redis.core.driver.TrackingListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Test listener that records the keys reported as changed, and counts the notices that changes may have been missed.
 * Thread-safe.
 */
final class RecordingTrackingListener implements TrackingListener {

    final List<String> keys = new CopyOnWriteArrayList<>();
    final AtomicInteger gaps = new AtomicInteger();

    @Override
    public void onInvalidate(List<byte[]> changed) {
        changed.forEach(key -> keys.add(new String(key, StandardCharsets.UTF_8)));
    }

    @Override
    public void onGap() {
        gaps.incrementAndGet();
    }
}
