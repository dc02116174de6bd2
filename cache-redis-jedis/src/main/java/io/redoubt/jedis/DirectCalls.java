package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that their callers make themselves, each on a connection of the pool. Thread-safe. */
final class DirectCalls {

    private final WirePool pool;
    private final AtomicInteger waiting = new AtomicInteger();

    DirectCalls(WirePool pool) {
        this.pool = pool;
    }

    /**
     * Sends one command and waits for its reply.
     *
     * @throws DriverException if no reply came
     */
    Reply execute(Command command, Bounds.Admission admission, Deadline deadline) {
        try {
            PooledWire pooled = borrow(1, deadline);
            Wire wire = pooled.wire();
            try {
                return wire.execute(command, deadline);
            } catch (DriverException e) {
                pool.failed(pooled, e);
                throw e;
            } finally {
                pool.giveBack(pooled);
            }
        } finally {
            admission.end();
        }
    }

    /** Sends commands, chunk by chunk. */
    void run(ChunkedPipeline pipeline, Deadline deadline) {
        PooledWire pooled;
        try {
            pooled = borrow(pipeline.admitted(), deadline);
        } catch (DriverException e) {
            pipeline.refuse(e);
            return;
        } catch (Throwable e) {
            pipeline.refuse(DriverException.notExecuted(
                    DriverException.Kind.CONNECTION_LOST, "no connection could be taken, because of " + e, e));
            return;
        }
        try {
            DriverException lost = pipeline.run(pooled.wire());
            if (lost != null) {
                pool.failed(pooled, lost);
            }
        } finally {
            pool.giveBack(pooled);
        }
    }

    /** How many commands wait for a connection. */
    int waiting() {
        return waiting.get();
    }

    private PooledWire borrow(int commands, Deadline deadline) {
        PooledWire standing = pool.poll();
        if (standing != null) {
            return standing;
        }
        waiting.addAndGet(commands);
        try {
            return pool.borrow(deadline);
        } finally {
            waiting.addAndGet(-commands);
        }
    }
}
