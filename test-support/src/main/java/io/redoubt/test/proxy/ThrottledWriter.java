package io.redoubt.test.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writer that passes on the bytes of one direction of a proxied connection, with an optional delay and rate limit. Only
 * one thread may write at a time; all other methods are thread-safe.
 */
final class ThrottledWriter {

    private static final int CHUNKS_PER_SECOND = 100;
    /** Time for the client to read the last bytes, since a reset discards bytes that it has not read. */
    private static final long RESET_DELAY_NANOS = 5_000_000;

    private final Socket socket;
    private final ConnectionFaultState faults;
    private final Function<FaultSettings, FlowSettings> direction;
    private final Supplier<Long> limit;
    private final ProxiedConnection connection;
    private final String name;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean discarding;
    private volatile @Nullable DelayedWriter delayedWriter;
    private volatile List<Thread> threads = List.of();
    private long pacedUntil = System.nanoTime();

    private ThrottledWriter(
            ProxiedConnection connection,
            Socket socket,
            ConnectionFaultState faults,
            Function<FaultSettings, FlowSettings> direction,
            Supplier<Long> limit,
            String name) {
        this.connection = connection;
        this.socket = socket;
        this.faults = faults;
        this.direction = direction;
        this.limit = limit;
        this.name = name;
    }

    static ThrottledWriter toServer(
            ProxiedConnection connection, Socket server, ConnectionFaultState faults, String name) {
        return new ThrottledWriter(
                connection, server, faults, FaultSettings::requests, () -> Long.MAX_VALUE, name + "-up-late");
    }

    static ThrottledWriter toClient(
            ProxiedConnection connection, Socket client, ConnectionFaultState faults, String name) {
        return new ThrottledWriter(
                connection,
                client,
                faults,
                FaultSettings::replies,
                () -> faults.current().resetAt(),
                name + "-down-late");
    }

    /**
     * Writes bytes that arrived at the given time, or queues them for a delayed write. Waits while the flow is
     * stopped or throttled.
     */
    void write(byte[] bytes, int from, int to, long arrivedNanoTime) throws IOException {
        int at = from;
        while (at < to && !faults.isEnded()) {
            faults.awaitFlow(direction);
            FlowSettings flow = direction.apply(faults.current());
            int length = to - at;
            if (flow.isThrottled()) {
                length = (int) Math.max(1, Math.min(length, flow.bytesPerSecond() / CHUNKS_PER_SECOND));
            }
            pass(bytes, at, length, arrivedNanoTime + flow.delayNanos(), flow);
            at += length;
            if (flow.isThrottled() && !flow.isStopped()) {
                pace(length, flow.bytesPerSecond());
            }
        }
    }

    /** Waits until no bytes are queued. */
    void drain() {
        DelayedWriter writer = delayedWriter;
        if (writer != null) {
            writer.drain();
        }
    }

    /** Discards all output from now on. */
    void discardFurtherOutput() {
        discarding = true;
    }

    /** Returns the number of bytes written. */
    long written() {
        return written.get();
    }

    /** Returns the thread of the delayed writer, if there is one. */
    List<Thread> threads() {
        return threads;
    }

    void end() {
        DelayedWriter writer = delayedWriter;
        if (writer != null) {
            writer.end();
        }
    }

    private void pass(byte[] bytes, int from, int length, long due, FlowSettings flow) throws IOException {
        DelayedWriter writer = delayedWriter;
        if (flow.delayNanos() == 0 && (writer == null || writer.isEmpty())) {
            writeNow(bytes, from, length);
        } else {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, from, copy, 0, length);
            (writer == null ? startDelayedWriter() : writer).add(copy, due);
        }
    }

    private DelayedWriter startDelayedWriter() {
        DelayedWriter writer = new DelayedWriter(this::writeDelayed);
        Thread thread = new Thread(writer, name);
        thread.setDaemon(true);
        threads = List.of(thread);
        delayedWriter = writer;
        if (faults.isEnded()) {
            writer.end();
        }
        thread.start();
        return writer;
    }

    private void writeDelayed(byte[] bytes) throws IOException {
        faults.awaitFlow(direction);
        try {
            writeNow(bytes, 0, bytes.length);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private void writeNow(byte[] bytes, int from, int length) throws IOException {
        if (discarding) {
            return;
        }
        long left = limit.get() - written.get();
        int count = (int) Math.max(0, Math.min(left, length));
        socket.getOutputStream().write(bytes, from, count);
        written.addAndGet(count);
        if (left <= length) {
            if (count > 0) {
                LockSupport.parkNanos(RESET_DELAY_NANOS);
            }
            connection.reset();
        }
    }

    private void pace(int bytes, long bytesPerSecond) {
        pacedUntil = Math.max(System.nanoTime(), pacedUntil) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        faults.pauseUntil(pacedUntil);
    }
}
