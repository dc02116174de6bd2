package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * The queue of calls that travel together, and the threads that carry them.
 *
 * <p>What makes callers travel together is that carriers are few: while they wait for the server, the queue grows to the
 * next batch. Two are enough to keep a server busy that is near. Of one that is far a reply takes long however little was
 * asked, and who has just missed a batch should not wait for its return: there, as many batches leave at regular intervals
 * during one round trip as there may be carriers. Thread-safe, without locks.
 */
final class Carriers implements Ward {

    /** How many carriers there are, at most. */
    static final int MOST = 8;

    private static final int ENOUGH = 2;
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final WirePool pool;
    private final Watchdog watchdog;
    private final IoThreads threads;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private final Distance distance = new Distance();
    private final Queue<Call> queue = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<Carrier> carriers;
    private final AtomicInteger awake = new AtomicInteger();
    private volatile long lastDeparture;
    private volatile boolean closed;

    Carriers(int most, WirePool pool, Watchdog watchdog, IoThreads threads, Failures failures, LongSupplier nanoTime) {
        this.carriers = new AtomicReferenceArray<>(most);
        this.pool = pool;
        this.watchdog = watchdog;
        this.threads = threads;
        this.failures = failures;
        this.nanoTime = nanoTime;
    }

    /** Queues a call whose caller waits for it now. */
    void carry(Call call) {
        enqueue(call);
        if (awake.get() < Math.min(ENOUGH, carriers.length()) || isOverdue()) {
            wake();
        }
    }

    /** Queues a call whose caller may look for it later: one more carrier takes care of it, if there is one. */
    void carryAhead(Call call) {
        enqueue(call);
        wake();
    }

    /** Forgets a call whose caller has left before it was written. */
    void forget(Call call) {
        queue.remove(call);
    }

    /** How many commands wait to be written. */
    int waiting() {
        return queue.stream().mapToInt(call -> call.commands().size()).sum();
    }

    /** Wakes those whose time is over, and one more carrier where those awake seem to be held up. */
    @Override
    public long check() {
        long nearest = NOTHING_RUNS;
        for (Call call : queue) {
            nearest = Math.min(nearest, call.checkTime());
        }
        if (nearest != NOTHING_RUNS && nanoTime.getAsLong() - lastDeparture > HELD_UP_NANOS) {
            wake();
        }
        for (int i = 0; i < carriers.length(); i++) {
            Carrier carrier = carriers.get(i);
            if (carrier != null) {
                nearest = Math.min(nearest, carrier.checkTimes());
            }
        }
        return nearest;
    }

    /** Ends all threads, and sends away who waits. */
    void close() {
        closed = true;
        watchdog.forget(this);
        while (wakeIdle()) {
            // The next one.
        }
        refuseQueued(failures.closed());
    }

    boolean closed() {
        return closed;
    }

    // The carriers' side.

    Queue<Call> queue() {
        return queue;
    }

    /** Queues calls, also again what could not be carried. */
    void enqueue(List<Call> calls) {
        queue.addAll(calls);
        if (closed) {
            refuseQueued(failures.closed());
        }
        // Their time runs, also if it takes long to get the next connection.
        watchdog.wake();
    }

    /** A carrier comes for what waits. */
    void departs() {
        lastDeparture = nanoTime.getAsLong();
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
            Carrier carrier = new Carrier(this, pool, new Batch(distance, nanoTime), nanoTime);
            if (carriers.get(i) == null && carriers.compareAndSet(i, null, carrier)) {
                awake.incrementAndGet();
                watchdog.add(this);
                threads.create("io", carrier).start();
                if (closed) {
                    watchdog.forget(this);
                }
                return;
            }
        }
    }

    /** A carrier has found nothing to do. */
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

    private void enqueue(Call call) {
        enqueue(List.of(call));
    }

    private boolean isOverdue() {
        return distance.isFar() && nanoTime.getAsLong() - lastDeparture > distance.nanos() / MOST;
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
