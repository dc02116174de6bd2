package io.redoubt.tck.node;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PushMessageListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Test listener that records the messages of a push connection, and detects concurrent calls and calls after the
 * connection has ended. Thread-safe.
 */
final class RecordingPushListener implements PushMessageListener {

    private final List<byte[]> channels = new CopyOnWriteArrayList<>();
    private final List<byte[]> payloads = new CopyOnWriteArrayList<>();
    private final List<byte[]> keys = new CopyOnWriteArrayList<>();
    private final List<DriverException> ends = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger flushes = new AtomicInteger();
    private final AtomicInteger receipts = new AtomicInteger();
    private final AtomicInteger activeCalls = new AtomicInteger();

    @Override
    public void message(byte[] channel, byte[] payload) {
        record(() -> {
            channels.add(channel);
            payloads.add(payload);
        });
    }

    @Override
    public void invalidated(List<byte[]> invalidated) {
        record(() -> keys.addAll(invalidated));
    }

    @Override
    public void flushed() {
        record(flushes::incrementAndGet);
    }

    @Override
    public void received() {
        record(receipts::incrementAndGet);
    }

    @Override
    public void ended(DriverException reason) {
        record(() -> ends.add(reason));
    }

    private void record(Runnable event) {
        if (activeCalls.incrementAndGet() != 1) {
            violations.add("called by two threads at a time");
        }
        if (!ends.isEmpty()) {
            violations.add("called after the end");
        }
        event.run();
        activeCalls.decrementAndGet();
    }

    /** The payloads as text, in order of arrival. */
    List<String> texts() {
        return payloads.stream()
                .map(payload -> new String(payload, StandardCharsets.UTF_8))
                .toList();
    }

    /** The channels of the messages, in order of arrival. */
    List<byte[]> channels() {
        return channels;
    }

    /** The payloads, in order of arrival. */
    List<byte[]> payloads() {
        return payloads;
    }

    /** The invalidated keys as text. */
    List<String> keys() {
        return keys.stream().map(key -> new String(key, StandardCharsets.UTF_8)).toList();
    }

    List<byte[]> binaryKeys() {
        return keys;
    }

    int flushes() {
        return flushes.get();
    }

    /** How often anything has arrived. */
    int receipts() {
        return receipts.get();
    }

    List<DriverException> ends() {
        return ends;
    }

    /** The violations of the contract of {@link PushMessageListener}. */
    List<String> violations() {
        return violations;
    }
}
