package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.PendingReplies;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends what does not travel with others, each on a connection of its own, while its caller does something else.
 * Thread-safe.
 */
final class LoneSends {

    /** How many are sent at the same time, at most. */
    static final int MOST = 8;

    private final ThreadPoolExecutor executor;
    private final Failures failures;

    LoneSends(IoThreads threads, Failures failures) {
        this.failures = failures;
        this.executor = new ThreadPoolExecutor(
                MOST, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> threads.create("io", body));
        executor.allowCoreThreadTimeOut(true);
    }

    /** Begins to send as soon as a thread is free. */
    PendingReplies begin(ChunkedPipeline pipeline, DirectCalls calls, Deadline deadline) {
        LoneSend send = new LoneSend(pipeline, deadline, calls, failures, executor::remove);
        executor.execute(send);
        return send;
    }

    /** Ends the threads; those who wait for one are sent away. */
    void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            if (waiting instanceof LoneSend send) {
                send.refuse(failures.closed());
            }
        }
    }
}
