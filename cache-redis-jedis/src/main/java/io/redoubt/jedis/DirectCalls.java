package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;

/** Calls that their callers make themselves, each on a connection of the pool. Thread-safe. */
final class DirectCalls {

    private final WirePool pool;

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
            PooledWire pooled = pool.borrow(deadline);
            Wire wire = pooled.wire();
            try {
                wire.begin(deadline);
                wire.send(command);
                wire.flush();
                admission.sent();
                Reply reply = wire.receive();
                wire.end(deadline);
                return reply;
            } catch (RuntimeException e) {
                DriverException lost = wire.failure(e);
                pool.failed(pooled, lost);
                throw lost;
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
            pooled = pool.borrow(deadline);
        } catch (DriverException e) {
            pipeline.refuse(e);
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
}
