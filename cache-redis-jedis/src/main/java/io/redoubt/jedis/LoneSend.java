package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Commands that one of the driver's threads sends by itself. Once it has begun, the connection's deadline ends it; until
 * then, its caller does.
 */
final class LoneSend implements Runnable, PendingReplies {

    private final ChunkedPipeline pipeline;
    private final Deadline deadline;
    private final DirectCalls calls;
    private final Failures failures;
    private final Consumer<Runnable> onLeave;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    LoneSend(
            ChunkedPipeline pipeline,
            Deadline deadline,
            DirectCalls calls,
            Failures failures,
            Consumer<Runnable> onLeave) {
        this.pipeline = pipeline;
        this.deadline = deadline;
        this.calls = calls;
        this.failures = failures;
        this.onLeave = onLeave;
    }

    @Override
    public void run() {
        if (claimed.compareAndSet(false, true)) {
            try {
                calls.run(pipeline, deadline);
            } finally {
                ended.countDown();
            }
        }
    }

    /** Ends it, unless it has begun. */
    void refuse(DriverException reason) {
        if (claimed.compareAndSet(false, true)) {
            pipeline.refuse(reason);
            ended.countDown();
        }
    }

    @Override
    public List<Reply> await() {
        try {
            if (!ended.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                leave(failures.notSentInTime());
                ended.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(failures.interrupted(e));
            if (ended.getCount() > 0) {
                return pipeline.missing(failures.notAnswered(Kind.INTERRUPTED));
            }
        }
        return pipeline.replies();
    }

    private void leave(DriverException reason) {
        refuse(reason);
        onLeave.accept(this);
    }
}
