package io.redoubt.cache.behind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a name's shards. Thread-safe. */
final class Drainers {

    private static final Logger LOG = LoggerFactory.getLogger(Drainers.class);
    private static final long MOST_SECONDS = 2;

    private final String name;
    private final List<? extends Drainer<?, ?>> drainers;
    private final Keeper keeper;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch running;

    Drainers(String name, List<? extends Drainer<?, ?>> drainers, Keeper keeper) {
        this.name = name;
        this.drainers = drainers;
        this.keeper = keeper;
        this.running = new CountDownLatch(drainers.size());
        for (int shard = 0; shard < drainers.size(); shard++) {
            Drainer<?, ?> drainer = drainers.get(shard);
            Thread thread = new Thread(() -> run(drainer), "redoubt-behind-" + name + "-" + shard);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private void run(Drainer<?, ?> drainer) {
        try {
            drainer.run();
        } finally {
            running.countDown();
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void ring(int shard) {
        drainers.get(shard).bell().ring();
    }

    void ringAll() {
        drainers.forEach(drainer -> drainer.bell().ring());
    }

    void beginClosing() {
        drainers.forEach(drainer -> drainer.bell().close());
    }

    /** Waits for what is written for so long, then breaks it off. Idempotent; returns in bounded time. */
    void close(Duration atMost) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!running.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("write-behind {}: not all was written within {}, and is left", name, atMost);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        drainers.forEach(drainer -> drainer.bell().end());
        threads.forEach(Thread::interrupt);
        try {
            if (!running.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("write-behind {}: a writer goes on though it was interrupted", name);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        keeper.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
