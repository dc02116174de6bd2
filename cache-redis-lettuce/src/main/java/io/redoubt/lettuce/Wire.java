package io.redoubt.lettuce;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.SharedWire;
import io.redoubt.redis.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to make it to its end, and the requests that travel over it. Thread-safe.
 *
 * <p>Callers put their requests into a queue; one task on the event loop takes all that are there, writes them into one
 * buffer and flushes once. So callers that are busy at the same time share system calls and segments, and a lonely one
 * pays what it would pay anyway: one hop to the event loop. A request is written whole, so nobody's commands get between
 * another's. While the server does not read, nothing more is taken from the queue, and what waits there is certainly not
 * executed.
 *
 * <p>While many replies are due, few requests wait for the first of them to come before they are written: a busy server
 * answers those that come together at half the price, and in their order, so theirs could not have come sooner than that.
 */
final class Wire {

    /** Hears of the connection. Called on the event loop. */
    interface Life {

        /** Of whose life nobody hears. */
        Life UNTOLD = new Life() {
            @Override
            public void opened(Line line) {}

            @Override
            public void lost(DriverException reason) {}
        };

        /** It was made; nothing has been written onto it. */
        void opened(Line line);

        /** It was open, and is lost or given up. Not called where it was closed on purpose. */
        void lost(DriverException reason);
    }

    private static final int FULL_BUFFER = 64 << 10;
    private static final int LEAST_BUFFER = 256;
    private static final int COMMAND_FRAME = 64;
    /** From so many due replies on, requests gather. */
    private static final int MANY_DUE = 16;
    /** They gather until they are so large a part of the due replies, or one comes. */
    private static final int PART_OF_DUE = 2;
    /** After so many buffers the event loop looks at what there is to read. */
    private static final int BUFFERS_AT_A_TIME = 16;

    private final Attempt attempt;
    private final Failures failures;
    private final SharedWire sharing;
    private final Bounds bounds;
    private final Life life;
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final Forsaken forsaken = new Forsaken();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicReference<@Nullable DriverException> end = new AtomicReference<>();
    private final Runnable drain = this::drain;
    private volatile @Nullable Line line;
    // For the event loop only:
    /** Whether requests wait for a reply to others. */
    private boolean gathering;
    /** Whether replies are being read, and whose have come. */
    private boolean reading;

    private final List<Waiter> answered = new ArrayList<>();

    Wire(Attempt attempt, Failures failures, SharedWire sharing, Bounds bounds, Life life) {
        this.attempt = attempt;
        this.failures = failures;
        this.sharing = sharing;
        this.bounds = bounds;
        this.life = life;
    }

    /** Follows the attempt, which may have ended already. */
    Wire begin() {
        var unused = attempt.outcome().whenComplete((made, failure) -> {
            if (made != null) {
                made.run(() -> connected(made));
            } else if (failure != null) {
                broke(failures.connecting(failure));
            }
        });
        return this;
    }

    /** Takes a request, to be written as soon as may be; false, and it is as it was, if the connection has ended. */
    boolean offer(Request request) {
        request.goesOver(this);
        waiting.add(request);
        if (end.get() != null && waiting.remove(request)) {
            return false;
        }
        schedule();
        return true;
    }

    /** Why it takes nothing more, or null if it does. */
    @Nullable
    DriverException ended() {
        return end.get();
    }

    /** Whether it is connected. */
    boolean open() {
        return line != null && end.get() == null;
    }

    /** How many commands wait for the connection. */
    int waitingForConnection() {
        int commands = 0;
        if (line == null) {
            for (Request request : waiting) {
                commands += request.dropped() ? 0 : request.size();
            }
        }
        return commands;
    }

    private void connected(Line made) {
        if (end.get() == null) {
            made.addBeforeLettuce(new WireWatch(this, made.progress()));
            // Later, so that a decoder that has just failed can say so to the command whose reply it was.
            made.channel()
                    .closeFuture()
                    .addListener(closed -> made.channel().eventLoop().execute(() -> broke(failures.lost(null))));
            life.opened(made);
        }
        line = made;
        if (end.get() != null) {
            release(made, failures.lost(null), () -> {});
            return;
        }
        schedule();
    }

    /** Sees to it that the event loop comes round. */
    void schedule() {
        Line its = line;
        if (its != null && scheduled.compareAndSet(false, true)) {
            try {
                its.channel().eventLoop().execute(drain);
            } catch (RejectedExecutionException e) {
                broke(failures.lost(e));
            }
        }
    }

    private void drain() {
        // First, so that whoever comes from now on comes round again.
        scheduled.set(false);
        try {
            gathering = sharing == SharedWire.ON && fewWait();
            if (!gathering) {
                write();
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Replies begin to come, on the event loop. */
    void hears() {
        reading = true;
    }

    /** Wakes a caller who has his replies: as soon as all that came together are read. On the event loop. */
    void wakeSoon(Waiter waiter) {
        if (reading) {
            try {
                answered.add(waiter);
                return;
            } catch (OutOfMemoryError e) {
                failed(e);
            }
        }
        waiter.wake();
    }

    /** All replies that came are read, on the event loop: their callers are woken, and whoever has gathered meanwhile goes. */
    void heard() {
        try {
            wakeAnswered();
            if (gathering) {
                gathering = false;
                write();
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void wakeAnswered() {
        reading = false;
        try {
            Waiter.wakeAll(answered);
        } catch (Throwable e) {
            answered.forEach(Waiter::wake);
            throw e;
        } finally {
            answered.clear();
        }
    }

    private boolean fewWait() {
        Line its = line;
        Queue<RedisCommand<?, ?, ?>> expected = its == null ? null : its.expected();
        int due = expected == null ? 0 : expected.size();
        return due >= MANY_DUE && bounds.admitted() - due < due / PART_OF_DUE;
    }

    private void write() {
        Line its = line;
        if (its == null || end.get() != null) {
            return;
        }
        ChannelHandlerContext below = its.belowEncoder();
        Queue<RedisCommand<?, ?, ?>> expected = its.expected();
        if (below == null || expected == null) {
            broke(failures.lost(null));
            return;
        }
        for (int buffers = 0; its.channel().isWritable(); buffers++) {
            if (buffers == BUFFERS_AT_A_TIME) {
                schedule();
                return;
            }
            ByteBuf buffer = next(below, expected);
            if (buffer == null) {
                return;
            }
            Line.write(below, buffer);
        }
    }

    /** What is to be written next: all that waits, up to a full buffer, or one request where each goes by itself. */
    private @Nullable ByteBuf next(ChannelHandlerContext below, Queue<RedisCommand<?, ?, ?>> expected) {
        ByteBuf buffer = null;
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            try {
                if (buffer == null && !request.dropped()) {
                    long size = request.bytes() + (long) COMMAND_FRAME * request.size();
                    buffer =
                            below.alloc().ioBuffer((int) Math.min(Integer.MAX_VALUE / 2, Math.max(LEAST_BUFFER, size)));
                }
                if (!request.claim()) {
                    forsaken.remove(request);
                    continue;
                }
                if (buffer != null) {
                    request.write(buffer, expected);
                }
            } catch (Throwable e) {
                if (buffer != null) {
                    buffer.release();
                }
                request.refuse(failures.lost(e));
                throw e;
            }
            if (sharing == SharedWire.OFF || (buffer != null && buffer.readableBytes() >= FULL_BUFFER)) {
                break;
            }
        }
        return buffer;
    }

    /** A request's caller has gone. Where too many have, nothing more is expected of the connection. */
    void forsaken(Request request) {
        forsaken.add(request);
        if (forsaken.exceeds(bounds)) {
            waiting.removeIf(dropped -> dropped.dropped() && forsaken.remove(dropped));
            if (forsaken.exceeds(bounds) && line != null) {
                broke(failures.silent("more calls than may be pending have waited for a reply in vain"));
            }
        }
    }

    /** The last reply came to a request whose caller has gone, or will not come. */
    void remembersNoMore(Request request) {
        forsaken.remove(request);
    }

    /**
     * Something was thrown between queue, socket and reply. The connection ends, whatever it was: which reply would be whose
     * is not certain any more.
     */
    void failed(Throwable cause) {
        if (end.get() == null) {
            try {
                broke(failures.lost(cause));
            } finally {
                Line its = line;
                if (its != null) {
                    var unused = its.channel().close();
                }
            }
        }
    }

    /** It is lost, could not be made, or is given up. */
    void broke(DriverException reason) {
        if (end.compareAndSet(null, reason)) {
            finish(reason, () -> life.lost(reason));
        }
    }

    /** Closes it on purpose. */
    void close(DriverException reason) {
        if (end.compareAndSet(null, reason)) {
            finish(reason, () -> {});
        }
    }

    /** Closes it on purpose; what was not written goes over the next one. */
    void handOver(Wire next, DriverException reason) {
        if (end.compareAndSet(null, reason)) {
            for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
                if (!next.offer(request)) {
                    request.refuse(reason);
                }
            }
            finish(reason, () -> {});
        }
    }

    private void finish(DriverException reason, Runnable told) {
        attempt.giveUp("nobody waits for it any more");
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            request.refuse(reason);
        }
        Line its = line;
        if (its != null) {
            release(its, reason, told);
        }
    }

    private void release(Line its, DriverException reason, Runnable told) {
        Runnable end = () -> {
            Queue<RedisCommand<?, ?, ?>> expected = its.expected();
            if (expected != null) {
                for (RedisCommand<?, ?, ?> command = expected.poll(); command != null; command = expected.poll()) {
                    command.completeExceptionally(reason);
                }
            }
            try {
                wakeAnswered();
            } finally {
                its.close();
                told.run();
            }
        };
        try {
            its.run(end);
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and with it whoever else could touch the queue.
            end.run();
        }
    }
}
