package io.redoubt.test.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writer that holds back each packet of a proxied connection for a configured delay before forwarding it. The packets,
 * as they were read, keep their order, and the number of waiting packets does not matter, so that all packets are late
 * by the same delay. One thread runs it.
 */
final class DelayedWriter implements Runnable {

    /**
     * More than one gigabit per second transfers within 30 ms. A sender of more bytes waits, as for a full TCP
     * window.
     */
    private static final long MAX_BUFFERED_BYTES = 4L * 1024 * 1024;

    private static final long MAX_OVERSHOOT_NANOS = 200_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Deque<Packet> packets = new ArrayDeque<>();
    private final Sink sink;
    private long bytes;
    /**
     * By how much a timed wait of a thread exceeds the requested time: 50 microseconds and more. The value is
     * learned and subtracted from waits.
     */
    private long overshootNanos = 60_000;

    private volatile boolean ended;

    DelayedWriter(Sink sink) {
        this.sink = sink;
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return packets.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a packet, which the caller must not modify afterwards. Waits while too many bytes are queued. */
    void add(byte[] packet, long dueNanoTime) {
        lock.lock();
        try {
            while (bytes >= MAX_BUFFERED_BYTES && !ended) {
                emptied.awaitUninterruptibly();
            }
            packets.add(new Packet(packet, dueNanoTime));
            bytes += packet.length;
            if (packets.size() == 1) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all packets were written, or the writer was ended. */
    void drain() {
        lock.lock();
        try {
            while (!packets.isEmpty() && !ended) {
                emptied.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            filled.signalAll();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            for (Packet packet = first(); packet != null; packet = first()) {
                awaitTime(packet.dueNanoTime);
                sink.write(packet.bytes);
                removeWritten(packet);
            }
        } catch (IOException e) {
            end(); // the thread that adds packets notices the failure on its own
        }
    }

    /** Returns the oldest packet, which stays queued until it was written, or null if the writer was ended. */
    private @Nullable Packet first() {
        lock.lock();
        try {
            while (packets.isEmpty() && !ended) {
                filled.awaitUninterruptibly();
            }
            return ended ? null : packets.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    private void removeWritten(Packet packet) {
        lock.lock();
        try {
            packets.removeFirst();
            bytes -= packet.bytes.length;
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits without spinning. With many connections, spinning would take processor time from the measured code. */
    private void awaitTime(long dueNanoTime) {
        lock.lock();
        try {
            long wait = dueNanoTime - System.nanoTime() - overshootNanos;
            while (wait > 0 && !ended) {
                long awake = System.nanoTime() + wait;
                filled.awaitNanos(wait);
                long late = System.nanoTime() - awake;
                if (late > 0) {
                    overshootNanos += (Math.min(late, MAX_OVERSHOOT_NANOS) - overshootNanos) / 8;
                }
                wait = dueNanoTime - System.nanoTime() - overshootNanos;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Destination of the bytes. */
    interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    private static final class Packet {

        private final byte[] bytes;
        private final long dueNanoTime;

        Packet(byte[] bytes, long dueNanoTime) {
            this.bytes = bytes;
            this.dueNanoTime = dueNanoTime;
        }
    }
}
