package io.redoubt.cache.internal.warmup;

import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single execution of a cache warm-up, in which worker threads load keys of a cache region in batches. The calling
 * thread hands out the batches, no more than the workers can process, and meanwhile renews the lease.
 */
final class WarmupRun<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(WarmupRun.class);
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final String name;
    private final WarmupTarget<K, V> region;
    private final WarmupPlan<K, V> plan;
    private final WarmupLease lease;
    private final LongSupplier nanoTime;
    private final LogThrottle throttle;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Semaphore free;
    private final long startNanos;
    private OptionalLong total = OptionalLong.empty();
    private long lastRenewal;
    private long lastLine;

    WarmupRun(String name, WarmupTarget<K, V> region, WarmupPlan<K, V> plan, WarmupLease lease, LongSupplier nanoTime) {
        this.name = name;
        this.region = region;
        this.plan = plan;
        this.lease = lease;
        this.nanoTime = nanoTime;
        this.throttle = new LogThrottle(nanoTime);
        this.free = new Semaphore(plan.concurrency());
        this.startNanos = nanoTime.getAsLong();
        this.lastRenewal = startNanos;
        this.lastLine = startNanos;
    }

    /**
     * Warms these keys.
     *
     * @param size the number of keys, if known
     * @throws InterruptedException if the run is to end early; batches that have begun are ended too
     */
    WarmupProgress warm(Iterator<? extends K> keys, OptionalLong size) throws InterruptedException {
        total = size;
        ExecutorService workers = Executors.newFixedThreadPool(
                plan.concurrency(), DaemonThreads.numbered("redoubt-cache-warm-" + name + "-"));
        try {
            while (keys.hasNext() && awaitFree(1)) {
                List<K> batch = nextBatch(keys);
                workers.execute(() -> warmBatch(batch));
            }
            awaitFree(plan.concurrency());
        } finally {
            InterruptDeferral.shutdownNow(workers, MAX_CLOSE_WAIT);
        }
        return progress();
    }

    private List<K> nextBatch(Iterator<? extends K> keys) {
        List<K> batch = new ArrayList<>(plan.batch());
        while (batch.size() < plan.batch() && keys.hasNext()) {
            batch.add(keys.next());
        }
        return batch;
    }

    /**
     * Waits until so many workers are free, and renews the lease meanwhile. Returns false if the time limit of the
     * plan is reached or the lease is lost.
     */
    private boolean awaitFree(int workers) throws InterruptedException {
        while (true) {
            long now = nanoTime.getAsLong();
            long left = plan.atMost().toNanos() - (now - startNanos);
            if (left <= 0) {
                LOG.warn("warming of region {} ends unfinished after {}: {}", name, plan.atMost(), progress());
                return false;
            }
            long untilRenewal = WarmupLease.RENEWAL.toNanos() - (now - lastRenewal);
            if (untilRenewal <= 0) {
                if (!lease.renew()) {
                    LOG.warn("warming of region {} ends unfinished: its lease was lost", name);
                    return false;
                }
                lastRenewal = now;
            } else if (free.tryAcquire(workers, Math.min(left, untilRenewal), TimeUnit.NANOSECONDS)) {
                logProgress(now);
                return true;
            }
        }
    }

    private void warmBatch(List<K> batch) {
        try {
            load(batch);
            tellListener();
        } finally {
            // Only after the listener has been called: once all workers are free, the run ends and interrupts what
            // has not finished.
            free.release();
        }
    }

    private void load(List<K> batch) {
        try {
            int missing = region.warm(batch, plan.loader());
            done.add(batch.size() - missing);
            failed.add(missing);
        } catch (Throwable e) {
            failed.add(batch.size());
            throttle.pass(leftOut -> {
                LOG.warn(
                        "warming of region {}: a batch of {} keys failed, and the others go on: {}{}",
                        name,
                        batch.size(),
                        FailureMessageRedactor.reasonOf(e),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, e);
            });
        }
    }

    private void tellListener() {
        var listener = plan.listener();
        if (listener == null) {
            return;
        }
        try {
            listener.accept(progress());
        } catch (Throwable e) {
            throttle.pass(leftOut -> {
                LOG.warn(
                        "the listener of the warming of region {} failed: {}{}",
                        name,
                        FailureMessageRedactor.reasonOf(e),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, e);
            });
        }
    }

    private void logProgress(long now) {
        if (now - lastLine >= LOG_EVERY_NANOS) {
            lastLine = now;
            LOG.info("warming region {}: {}", name, progress());
        }
    }

    private WarmupProgress progress() {
        return new WarmupProgress(done.sum(), failed.sum(), total, Duration.ofNanos(nanoTime.getAsLong() - startNanos));
    }
}
