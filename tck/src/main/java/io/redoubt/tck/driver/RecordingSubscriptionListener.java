package io.redoubt.tck.driver;

import io.redoubt.redis.core.driver.SubscriptionListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Test listener that records the messages of a Pub/Sub subscription, and each notice that messages may have been
 * missed. It also records channels and the names of calling threads. Thread-safe.
 */
class RecordingSubscriptionListener implements SubscriptionListener {

    private static final String GAP = "(gap)";

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();
    private final List<byte[]> channels = new CopyOnWriteArrayList<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Override
    public void onMessage(byte[] channel, byte[] message) {
        threads.add(Thread.currentThread().getName());
        channels.add(channel);
        messages.add(message);
        events.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void onGap() {
        threads.add(Thread.currentThread().getName());
        events.add(GAP);
    }

    /** The messages as text, and gaps, in their order. */
    final List<String> events() {
        return new ArrayList<>(events);
    }

    final List<byte[]> messages() {
        return new ArrayList<>(messages);
    }

    final List<byte[]> channels() {
        return new ArrayList<>(channels);
    }

    final long gaps() {
        return events.stream().filter(GAP::equals).count();
    }

    final Set<String> threads() {
        return threads;
    }
}
