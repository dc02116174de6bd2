package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * The queue of calls that travel together, and the threads that carry them.
 *
 * <p>What makes callers travel together is that carriers are few: while they wait for the server, the queue grows to the
 * next batch. Thread-safe, without locks.
 */
final class Carriers {

    /** How many batches are on their way at the same time, at most: at 1 ms to the server, one leaves every 125 us. */
    static final int MOST = Integer.getInteger("carriers", 8);

    private final int base = Integer.getInteger("base", 2);

    private final WirePool pool;
    private final IoThreads threads;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private final Queue<Call> queue = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<Carrier> carriers;
    private final AtomicInteger awake = new AtomicInteger();
    private final long age = 1000L * Integer.getInteger("age", 200);
    private volatile long lastTaken;
    private volatile boolean closed;

    Carriers(int most, WirePool pool, IoThreads threads, Failures failures, LongSupplier nanoTime) {
        this.carriers = new AtomicReferenceArray<>(most);
        this.pool = pool;
        this.threads = threads;
        this.failures = failures;
        this.nanoTime = nanoTime;
    }

    /** Queues a call. */
    void carry(Call call) {
        queue.add(call);
        if (closed) {
            refuseQueued(failures.closed());
        } else if (awake.get() < Math.min(base, carriers.length()) || nanoTime.getAsLong() - lastTaken > age) {
            wake();
        }
    }

    /** A carrier has come for what waits. */
    void taken() {
        lastTaken = nanoTime.getAsLong();
    }

    /** Gets one more carrier going, for a call that has waited unusually long, or whose caller will not look for long. */
    void hurry() {
        wake();
    }

    /** Forgets a call whose caller has left before it was written. */
    void forget(Call call) {
        queue.remove(call);
        if (!queue.isEmpty()) {
            // Those who carry seem to be held up.
            wake();
        }
    }

    /** How many commands wait to be written. */
    int waiting() {
        return queue.stream().mapToInt(call -> call.commands().size()).sum();
    }

    /** Ends all threads, and sends away who waits. */
    void close() {
        closed = true;
        while (wakeIdle()) {
            // The next one.
        }
        refuseQueued(failures.closed());
    }

    Queue<Call> queue() {
        return queue;
    }

    boolean closed() {
        return closed;
    }

    /** Sends those away who wait at this moment: they share the failure to connect. */
    void refuseQueued(DriverException reason) {
        List<Call> refused = new ArrayList<>();
        for (Call call = queue.poll(); call != null; call = queue.poll()) {
            refused.add(call);
        }
        refused.forEach(call -> call.refuse(reason));
    }

    /** Gets one more carrier going, if one is idle or may be started. */
    void wake() {
        if (wakeIdle()) {
            return;
        }
        for (int i = 0; i < carriers.length() && !closed; i++) {
            Carrier carrier = new Carrier(this, pool, nanoTime);
            if (carriers.get(i) == null && carriers.compareAndSet(i, null, carrier)) {
                awake.incrementAndGet();
                threads.create("io", carrier).start();
                return;
            }
        }
    }

    void wentIdle() {
        awake.decrementAndGet();
    }

    /** A carrier's thread ends. */
    void ended(Carrier carrier) {
        for (int i = 0; i < carriers.length(); i++) {
            carriers.compareAndSet(i, carrier, null);
        }
        if (!closed && !queue.isEmpty()) {
            wake();
        }
    }

    private boolean wakeIdle() {
        for (int i = 0; i < carriers.length(); i++) {
            Carrier carrier = carriers.get(i);
            if (carrier != null && carrier.wake()) {
                awake.incrementAndGet();
                return true;
            }
        }
        return false;
    }
}
