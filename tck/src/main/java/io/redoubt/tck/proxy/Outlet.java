package io.redoubt.tck.proxy;

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
 * Where one direction of a connection leaves the proxy, as fast and as late as the conditions say. One thread writes at a
 * time; all else is thread-safe.
 */
final class Outlet {

    private static final int PIECES_PER_SECOND = 100;
    /** A reset takes away what the client has not read yet. */
    private static final long HEAD_START_NANOS = 5_000_000;

    private final Socket socket;
    private final Dial dial;
    private final Function<Conditions, Flow> direction;
    private final Supplier<Long> limit;
    private final Link link;
    private final String name;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean muted;
    private volatile @Nullable DelayLine line;
    private volatile List<Thread> threads = List.of();
    private long pacedUntil = System.nanoTime();

    private Outlet(
            Link link,
            Socket socket,
            Dial dial,
            Function<Conditions, Flow> direction,
            Supplier<Long> limit,
            String name) {
        this.link = link;
        this.socket = socket;
        this.dial = dial;
        this.direction = direction;
        this.limit = limit;
        this.name = name;
    }

    static Outlet toServer(Link link, Socket server, Dial dial, String name) {
        return new Outlet(link, server, dial, Conditions::requests, () -> Long.MAX_VALUE, name + "-up-late");
    }

    static Outlet toClient(Link link, Socket client, Dial dial, String name) {
        return new Outlet(
                link, client, dial, Conditions::replies, () -> dial.now().resetAt(), name + "-down-late");
    }

    /** Writes the bytes, which came at that time, or sees that they will be written. Waits as long as it must not. */
    void write(byte[] bytes, int from, int to, long arrivedNanoTime) throws IOException {
        int at = from;
        while (at < to && !dial.isEnded()) {
            dial.awaitFlow(direction);
            Flow flow = direction.apply(dial.now());
            int length = to - at;
            if (flow.isThrottled()) {
                length = (int) Math.max(1, Math.min(length, flow.bytesPerSecond() / PIECES_PER_SECOND));
            }
            pass(bytes, at, length, arrivedNanoTime + flow.delayNanos(), flow);
            at += length;
            if (flow.isThrottled() && !flow.isStopped()) {
                pace(length, flow.bytesPerSecond());
            }
        }
    }

    /** Waits until nothing is under way. */
    void drain() {
        DelayLine late = line;
        if (late != null) {
            late.drain();
        }
    }

    /** From now on nothing is written, and what should be is lost. */
    void mute() {
        muted = true;
    }

    /** How many bytes went out. */
    long written() {
        return written.get();
    }

    /** The thread that it has of its own, if any. */
    List<Thread> threads() {
        return threads;
    }

    void end() {
        DelayLine late = line;
        if (late != null) {
            late.end();
        }
    }

    private void pass(byte[] bytes, int from, int length, long due, Flow flow) throws IOException {
        DelayLine late = line;
        if (flow.delayNanos() == 0 && (late == null || late.isEmpty())) {
            put(bytes, from, length);
        } else {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, from, copy, 0, length);
            (late == null ? lay() : late).add(copy, due);
        }
    }

    private DelayLine lay() {
        DelayLine late = new DelayLine(this::putLate);
        Thread thread = new Thread(late, name);
        thread.setDaemon(true);
        threads = List.of(thread);
        line = late;
        if (dial.isEnded()) {
            late.end();
        }
        thread.start();
        return late;
    }

    private void putLate(byte[] bytes) throws IOException {
        dial.awaitFlow(direction);
        try {
            put(bytes, 0, bytes.length);
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        if (muted) {
            return;
        }
        long left = limit.get() - written.get();
        int count = (int) Math.max(0, Math.min(left, length));
        socket.getOutputStream().write(bytes, from, count);
        written.addAndGet(count);
        if (left <= length) {
            if (count > 0) {
                LockSupport.parkNanos(HEAD_START_NANOS);
            }
            link.reset();
        }
    }

    private void pace(int bytes, long bytesPerSecond) {
        pacedUntil = Math.max(System.nanoTime(), pacedUntil) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        dial.pauseUntil(pacedUntil);
    }
}
