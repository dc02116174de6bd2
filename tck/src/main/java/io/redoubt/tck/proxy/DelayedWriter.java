package io.redoubt.tck.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes on some time after they came, each at its own time and all in order, so that however many are under way
 * are late by the same delay. One thread runs it.
 */
final class DelayedWriter implements Runnable {

    /** More than a gigabit per second carries within 30 ms; whoever sends more waits, as for a full window of TCP. */
    private static final long MAX_BUFFERED_BYTES = 4L * 1024 * 1024;

    private static final long MAX_OVERSHOOT_NANOS = 200_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Deque<Packet> packets = new ArrayDeque<>();
    private final Sink sink;
    private long bytes;
    /** How much longer than asked the system lets a thread wait, 50 microseconds and more: learned, and taken off. */
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

    /** Takes the bytes, which the caller does not touch again. Waits while too many are under way. */
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

    /** Waits until all were handed on, or the line ended. */
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
            end(); // and whoever adds next finds that out by himself
        }
    }

    /** The oldest, which stays in the line until it is handed on; null at the end. */
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

    /** Waits without spinning, which with many connections would take the processors from what is measured. */
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

    /** Where the bytes go. */
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
