package io.redoubt.cache.internal.writebehind;

import io.redoubt.redis.core.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Group of the worker threads of a write-behind queue, one for each partition (shard). Thread-safe. */
final class ShardWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(ShardWorkers.class);
    private static final long INTERRUPT_WAIT_SECONDS = 2;

    private final String name;
    private final List<? extends ShardWorker<?, ?>> workers;
    private final LeaseRenewer leaseRenewer;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch running;

    ShardWorkers(String name, List<? extends ShardWorker<?, ?>> workers, LeaseRenewer leaseRenewer) {
        this.name = name;
        this.workers = workers;
        this.leaseRenewer = leaseRenewer;
        this.running = new CountDownLatch(workers.size());
        for (int shard = 0; shard < workers.size(); shard++) {
            ShardWorker<?, ?> worker = workers.get(shard);
            threads.add(
                    DaemonThreads.named("redoubt-behind-" + name + "-" + shard).newThread(() -> run(worker)));
        }
    }

    private void run(ShardWorker<?, ?> worker) {
        try {
            worker.run();
        } finally {
            running.countDown();
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void wake(int shard) {
        workers.get(shard).wakeSignal().wake();
    }

    void wakeAll() {
        workers.forEach(worker -> worker.wakeSignal().wake());
    }

    void beginClosing() {
        workers.forEach(worker -> worker.wakeSignal().beginClosing());
    }

    /**
     * Waits until the pending writes are written, for at most the timeout, then interrupts the threads.
     * Idempotent; returns in bounded time.
     */
    void close(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!running.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("write-behind {}: not all was written within {}, and is left", name, timeout);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        workers.forEach(worker -> worker.wakeSignal().stop());
        threads.forEach(Thread::interrupt);
        try {
            if (!running.await(INTERRUPT_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("write-behind {}: a writer goes on though it was interrupted", name);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        leaseRenewer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
