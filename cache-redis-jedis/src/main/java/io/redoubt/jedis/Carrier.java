package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that carries batches, each on a connection of the pool, as long as there are any; after a while without, it ends.
 *
 * <p>A platform thread, since an interrupt of whoever blocks on a socket closes it: no caller ever touches this one's.
 */
final class Carrier implements Runnable {

    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private enum State {
        AWAKE,
        IDLE,
        ENDED
    }

    private final Carriers carriers;
    private final WirePool pool;
    private final LongSupplier nanoTime;
    private final Batch batch;
    private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);
    private final Passengers passengers = new Passengers() {
        @Override
        public @Nullable Object first() {
            return carriers.queue().peek();
        }

        @Override
        public boolean board() {
            return batch.fill(carriers.queue());
        }
    };
    private volatile @Nullable Thread thread;

    Carrier(Carriers carriers, WirePool pool, Batch batch, LongSupplier nanoTime) {
        this.carriers = carriers;
        this.pool = pool;
        this.batch = batch;
        this.nanoTime = nanoTime;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!carriers.closed()) {
            try {
                if (!carriers.queue().isEmpty()) {
                    carryOrRefuse();
                } else if (!idle()) {
                    break;
                }
            } catch (Throwable e) {
                // No memory, not even to say so: whoever waits relies on this thread, so it goes on.
                state.set(State.AWAKE);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        carriers.ended(this);
    }

    /** Wakes it if it is idle. */
    boolean wake() {
        boolean idle = state.compareAndSet(State.IDLE, State.AWAKE);
        if (idle) {
            LockSupport.unpark(thread);
        }
        return idle;
    }

    /** Wakes those aboard whose time is over. */
    long checkTimes() {
        return batch.checkTimes();
    }

    private void carryOrRefuse() {
        try {
            carryOne();
        } catch (Throwable e) {
            // Most likely there is no memory: whoever waits is told, and who comes later is carried again.
            DriverException reason = DriverException.notExecuted(
                    DriverException.Kind.CONNECTION_LOST, "could not be sent, since an I/O thread failed", e);
            batch.refuse(reason);
            carriers.refuseQueued(reason);
        }
    }

    private void carryOne() {
        PooledWire wire;
        try {
            // For as long as it takes: those in the queue leave when their time is over, each at its own.
            wire = pool.borrowFor(passengers, Deadline.after(PATIENCE, nanoTime));
        } catch (DriverException e) {
            carriers.refuseQueued(e);
            return;
        }
        if (wire == null) {
            return;
        }
        try {
            carriers.departs();
            DriverException lost = batch.carry(wire.wire());
            if (lost != null) {
                pool.failed(wire, lost);
                carriers.enqueue(batch.takeUnsent());
            }
        } catch (Throwable e) {
            batch.loseRest(e);
            throw e;
        } finally {
            try {
                pool.giveBack(wire);
            } finally {
                batch.answerLast();
            }
        }
    }

    /** Waits for something to carry; false if there was nothing for long. */
    private boolean idle() {
        state.set(State.IDLE);
        carriers.wentIdle();
        // Who queued before that did not see it; who does from now on wakes it.
        if (!carriers.queue().isEmpty()) {
            carriers.wake();
        }
        long end = nanoTime.getAsLong() + LINGER_NANOS;
        while (state.get() == State.IDLE) {
            long left = end - nanoTime.getAsLong();
            if (left <= 0 || carriers.closed()) {
                return !state.compareAndSet(State.IDLE, State.ENDED);
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }
}
