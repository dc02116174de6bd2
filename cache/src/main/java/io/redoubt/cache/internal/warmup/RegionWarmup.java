package io.redoubt.cache.internal.warmup;

import io.redoubt.api.ClosedException;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import io.redoubt.cache.internal.store.ValueStore;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Task that loads given keys into a cache region in advance, on the calling thread or on a background thread. The
 * latter is named {@code redoubt-cache-warming-<region>}, and also saves the report of the hottest keys if the plan
 * warms these.
 */
final class RegionWarmup<K, V> implements Warmup {

    private static final Logger LOG = LoggerFactory.getLogger(RegionWarmup.class);
    private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(3);

    private final String name;
    private final WarmupTarget<K, V> region;
    private final WarmupPlan<K, V> plan;
    private final ValueStore store;
    private final Function<String, ? extends K> fromText;
    private final HotKeyTracker<K> hotKeys;
    private final MonotonicClock clock;
    private final Consumer<Warmup> onClose;
    private final ReentrantLock running = new ReentrantLock();
    private final ReentrantLock state = new ReentrantLock();
    private final Condition closedCondition = state.newCondition();
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * Thread that lists and loads keys and may be interrupted; null while the lease is being acquired or released.
     */
    private @Nullable Thread workingThread;

    RegionWarmup(
            String name,
            WarmupTarget<K, V> region,
            WarmupPlan<K, V> plan,
            ValueStore store,
            Function<String, ? extends K> fromText,
            HotKeyTracker<K> hotKeys,
            LongSupplier nanoTime,
            Consumer<Warmup> onClose) {
        this.name = name;
        this.region = region;
        this.plan = plan;
        this.store = store;
        this.fromText = fromText;
        this.hotKeys = hotKeys;
        this.clock = MonotonicClock.of(nanoTime);
        this.onClose = onClose;
    }

    @Override
    public Optional<WarmupProgress> run() {
        if (!running.tryLock()) {
            return Optional.empty();
        }
        try {
            WarmupLease lease = new WarmupLease(store);
            if (!lease.acquire()) {
                return Optional.empty();
            }
            try {
                return beginWork()
                        ? Optional.of(warm(new WarmupRun<>(name, region, plan, lease, clock)))
                        : Optional.empty();
            } finally {
                endWork();
                lease.release();
            }
        } finally {
            running.unlock();
        }
    }

    @Override
    public Warmup start() {
        return inBackground(null);
    }

    @Override
    public Warmup every(Duration pause) {
        return inBackground(RangeValidation.required("the pause of a warming", pause, Ttl.MIN, Ttl.MAX));
    }

    @Override
    public void close() {
        Thread working;
        state.lock();
        try {
            closed = true;
            closedCondition.signalAll();
            working = thread;
            if (working != null && working == workingThread) {
                // A call for the lease is not interrupted and ends at its own deadline: if it were broken off, it
                // might still take the lease, which would then have no owner.
                working.interrupt();
            }
        } finally {
            state.unlock();
        }
        if (working != null) {
            InterruptDeferral.awaitEnd(working, MAX_CLOSE_WAIT);
        }
        onClose.accept(this);
    }

    /**
     * Records that the current thread begins to work. Returns false if this was closed before its own thread
     * began.
     */
    private boolean beginWork() {
        state.lock();
        try {
            if (closed && Thread.currentThread() == thread) {
                return false;
            }
            workingThread = Thread.currentThread();
            return true;
        } finally {
            state.unlock();
        }
    }

    private void endWork() {
        state.lock();
        try {
            workingThread = null;
        } finally {
            state.unlock();
        }
    }

    private WarmupProgress warm(WarmupRun<K, V> run) {
        LOG.info("warming region {}", name);
        try {
            WarmupProgress end;
            if (plan.keys() instanceof WarmupPlan.Keys.Hottest<K> hottest) {
                List<? extends K> keys = new HotKeyListStore(store)
                        .load().stream().limit(hottest.max()).map(fromText).toList();
                end = run.warm(keys.iterator(), OptionalLong.of(keys.size()));
            } else {
                end = listed(run, (WarmupPlan.Keys.Listed<K>) plan.keys());
            }
            LOG.info("warmed region {}: {}", name, end);
            return end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedoubtInterruptedException("interrupted while warming region '" + name + "'", Effect.UNKNOWN, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LoadFailedException("the keys to warm region '" + name + "' with could not be listed: " + e, e);
        }
    }

    private WarmupProgress listed(WarmupRun<K, V> run, WarmupPlan.Keys.Listed<K> listed) throws Exception {
        try (Stream<K> keys = listed.open()) {
            Spliterator<K> each = keys.spliterator();
            long size = each.getExactSizeIfKnown();
            return run.warm(Spliterators.iterator(each), size < 0 ? OptionalLong.empty() : OptionalLong.of(size));
        }
    }

    private Warmup inBackground(@Nullable Duration pause) {
        state.lock();
        try {
            if (closed) {
                throw new ClosedException(
                        "the warm-up of region '" + name + "' is closed: make another one by Region.warmup");
            }
            if (thread != null) {
                throw new ConfigurationException(
                        "the warm-up of region '" + name + "' is started already: make another one by Region.warmup");
            }
            Thread started =
                    DaemonThreads.named("redoubt-cache-warming-" + name).newThread(() -> work(pause));
            clock.announce(started);
            started.start();
            thread = started;
        } finally {
            state.unlock();
        }
        return this;
    }

    private void work(@Nullable Duration pause) {
        boolean reports = plan.keys() instanceof WarmupPlan.Keys.Hottest;
        runSafely();
        long next = nextRun(pause);
        while ((pause != null || reports) && awaitNext(next, reports)) {
            if (reports) {
                saveReportSafely();
            }
            if (pause != null && clock.getAsLong() - next >= 0) {
                runSafely();
                next = nextRun(pause);
            }
        }
        if (reports) {
            saveReportSafely();
        }
    }

    private long nextRun(@Nullable Duration pause) {
        return clock.getAsLong() + (pause == null ? REPORT_EVERY : pause).toNanos();
    }

    /** Warms the region once. Never throws. */
    private void runSafely() {
        try {
            Thread.interrupted(); // left by user code: close() has not interrupted a thread that is not at work
            if (run().isEmpty() && !isClosed()) {
                LOG.info("region {} is being warmed by another process", name);
            }
        } catch (Throwable e) {
            logFailure("its warming", e);
        }
    }

    /** Saves the report of the hottest keys. Never throws. */
    private void saveReportSafely() {
        try {
            // The interrupt that ends this thread must not prevent the save.
            InterruptDeferral.during(() ->
                    new HotKeyListStore(store).save(hotKeys.hottest(HotKeys.MAX).byReads()));
        } catch (Throwable e) {
            logFailure("the report of its hottest keys", e);
        }
    }

    private void logFailure(String what, Throwable failure) {
        try {
            if (failure instanceof Error) {
                LOG.error("region {}: {} failed", name, what, failure);
            } else {
                LOG.warn("region {}: {} failed: {}", name, what, FailureMessageRedactor.reasonOf(failure));
                FailureMessageRedactor.logStack(LOG, failure);
            }
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the thread goes on.
        }
    }

    private boolean isClosed() {
        state.lock();
        try {
            return closed;
        } finally {
            state.unlock();
        }
    }

    /** Waits until the next run or report is due. Returns false if this was closed. Never throws. */
    private boolean awaitNext(long next, boolean reports) {
        try {
            return isOpenWhenDue(next, reports);
        } catch (Throwable noMemory) {
            // Without memory not even a wait is certain to succeed.
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            return true;
        }
    }

    private boolean isOpenWhenDue(long next, boolean reports) {
        state.lock();
        try {
            long start = clock.getAsLong();
            long until = reports ? start + Math.min(next - start, REPORT_EVERY.toNanos()) : next;
            for (long left = until - start; !closed && left > 0; left = until - clock.getAsLong()) {
                clock.await(state, closedCondition, left);
            }
            return !closed;
        } catch (InterruptedException e) {
            return !closed; // user code may have left the thread interrupted
        } finally {
            state.unlock();
        }
    }
}
