package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.PendingReplies;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends what is too large to travel with others, each on a connection of its own, while its caller does something else.
 * Thread-safe.
 */
final class LargeSends {

    /** How many are sent at the same time, at most. */
    static final int MOST = 8;

    private final ThreadPoolExecutor executor;
    private final DirectCalls calls;
    private final Failures failures;

    LargeSends(DirectCalls calls, IoThreads threads, Failures failures) {
        this.calls = calls;
        this.failures = failures;
        this.executor = new ThreadPoolExecutor(
                MOST, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> threads.create("io", body));
        executor.allowCoreThreadTimeOut(true);
    }

    /** Begins to send; nothing of it was counted but what the pipeline has counted itself. */
    PendingReplies send(ChunkedPipeline pipeline, Deadline deadline) {
        LargeSend send = new LargeSend(pipeline, deadline, calls, failures, executor::remove);
        executor.execute(send);
        return send;
    }

    /** Ends the threads; those who wait for one are sent away. */
    void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            if (waiting instanceof LargeSend send) {
                send.refuse(failures.closed());
            }
        }
    }
}
