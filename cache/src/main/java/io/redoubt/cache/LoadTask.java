package io.redoubt.cache;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.redis.core.support.Interrupts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Task that loads some entries with one loader: waits for entries that other processes load, runs the loader for
 * the others, and completes every in-flight load. Confined to one thread.
 */
final class LoadTask<K, V> implements Runnable {

    private static final long MIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final RegionContext<K, V> context;
    private final LoadPermits<K, V> loadPermits;
    private final LoadCommitter<K, V> committer;
    private final List<InFlightLoad<K, V>> loads;
    private final LoaderAdapter<K, V> loader;
    private final @Nullable InvalidationVersion regionVersion;
    private final long deadline;
    private final Thread creator = Thread.currentThread();

    /**
     * Creates a task.
     *
     * @param regionVersion the region version that was read together with what the loads' reasons are based on;
     *     null if there was none
     * @param deadline nanosecond time until which the task may wait for other processes
     */
    LoadTask(
            RegionContext<K, V> context,
            List<InFlightLoad<K, V>> loads,
            LoaderAdapter<K, V> loader,
            @Nullable InvalidationVersion regionVersion,
            long deadline) {
        this.context = context;
        this.loadPermits = new LoadPermits<>(context);
        this.committer = new LoadCommitter<>(context);
        this.loads = loads;
        this.loader = loader;
        this.regionVersion = regionVersion;
        this.deadline = deadline;
    }

    @Override
    public void run() {
        loads.forEach(InFlightLoad::startOnCurrentThread);
        try {
            runLoads();
        } catch (InterruptedException | RedoubtInterruptedException e) {
            interrupted(e);
        } catch (Throwable failure) {
            failAll(failure);
        } finally {
            loads.forEach(context.inFlightLoads()::remove);
        }
    }

    /** Fails all loads without running the task. */
    void reject(Throwable reason) {
        failAll(new LoadFailedException("region " + context.name() + " cannot load: " + reason.getMessage(), reason));
        loads.forEach(context.inFlightLoads()::remove);
    }

    private void failAll(Throwable failure) {
        long tick = context.inFlightLoads().tick();
        loads.forEach(load -> load.complete(new LoadResult.Failed<>(failure, tick)));
    }

    /**
     * Ends all loads after an interrupt: on a caller's own thread other callers are not affected; on a thread of
     * the cache the loads fail.
     */
    private void interrupted(Exception e) {
        Thread.currentThread().interrupt();
        if (Thread.currentThread() == creator) {
            RedoubtInterruptedException failure = new RedoubtInterruptedException(
                    "interrupted while loading in region " + context.name(), Effect.UNKNOWN, e);
            loads.forEach(load -> load.complete(new LoadResult.Interrupted<>(failure)));
        } else {
            failAll(new LoadFailedException(
                    "region " + context.name() + ": the thread of the load was interrupted, by its loader or because"
                            + " the cache is being closed",
                    e));
        }
    }

    /**
     * Runs all loads: those without a store first, then rounds of attempts until none waits or the deadline
     * passes.
     */
    private void runLoads() throws InterruptedException {
        List<InFlightLoad<K, V>> storeUnavailable = new ArrayList<>();
        List<InFlightLoad<K, V>> open = new ArrayList<>();
        for (InFlightLoad<K, V> load : loads) {
            (load.reason() instanceof LoadReason.StoreUnavailable ? storeUnavailable : open).add(load);
        }
        if (!storeUnavailable.isEmpty()) {
            loadWhileStoreDown(storeUnavailable);
        }
        if (open.isEmpty()) {
            return;
        }
        LoadPermits.Attempt<K, V> attempt = loadPermits.firstAttempt(open, regionVersion);
        load(attempt);
        context.counters().waits.add(attempt.waiting().size());
        long pause = MIN_PAUSE;
        while (!attempt.waiting().isEmpty()) {
            if (context.nanoTime().getAsLong() - deadline >= 0) {
                timeOut(attempt.waiting());
                return;
            }
            pause(Math.min(pause, attempt.shortestWait().toNanos()));
            pause = Math.min(2 * pause, MAX_PAUSE);
            attempt = loadPermits.retry(attempt.waiting());
            load(attempt);
        }
    }

    /**
     * Sleeps between half of the given time and all of it, so that two tasks that wait for the same entry do not
     * wake together.
     */
    private void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(
                nanos / 2 + Math.round(nanos / 2.0 * context.random().nextDouble()));
        if (Thread.interrupted()) {
            throw new InterruptedException("while another process loads");
        }
    }

    private void timeOut(List<InFlightLoad<K, V>> waiting) {
        long tick = context.inFlightLoads().tick();
        for (InFlightLoad<K, V> load : waiting) {
            load.complete(new LoadResult.Failed<>(
                    new LoadFailedException(
                            "waited " + context.policy().hardTimeout() + " for the load of '" + load.entry()
                                    + "' by another process",
                            null),
                    tick));
        }
    }

    private void load(LoadPermits.Attempt<K, V> attempt) throws InterruptedException {
        // First the loads whose load markers other processes wait for.
        if (!attempt.permits().isEmpty()) {
            List<CompletedLoad<K, V>> loaded = runLoader(attempt.permits());
            // Also if the loader has left the thread interrupted: other processes wait for the load marker.
            Interrupts.deferredDuring(() -> committer.commit(loaded));
        }
        if (!attempt.storeUnavailable().isEmpty()) {
            loadWhileStoreDown(attempt.storeUnavailable());
        }
    }

    /** Runs the loader without the store, within the limit of the outage bulkhead. Nothing is stored. */
    private void loadWhileStoreDown(List<InFlightLoad<K, V>> storeUnavailable) throws InterruptedException {
        RuntimeException reason = storeUnavailable.get(0).reason() instanceof LoadReason.StoreUnavailable unavailable
                ? unavailable.reason()
                : new StoreUnavailableException(
                        "region " + context.name() + ": the store does not answer",
                        StoreUnavailableException.Effect.NONE,
                        null);
        context.outageBulkhead().run(reason, () -> {
            context.counters().loadsWhileDown.add(storeUnavailable.size());
            for (CompletedLoad<K, V> each : runLoader(LoadPermit.withoutStoring(storeUnavailable, null))) {
                each.complete(Origin.LOADED_STORE_DOWN);
            }
        });
    }

    /**
     * Runs the loader once for all permits. If it fails, ends the permits, fails the loads and returns an empty
     * list.
     */
    private List<CompletedLoad<K, V>> runLoader(List<LoadPermit<K, V>> permits) throws InterruptedException {
        long tick = context.inFlightLoads().tick();
        List<CollectingLoadContext<K, V>> loadContexts = new ArrayList<>();
        for (LoadPermit<K, V> each : permits) {
            each.load().loaderStarted(tick, each.snapshot());
            loadContexts.add(new CollectingLoadContext<>(each.load()));
        }
        context.counters().load();
        long start = context.nanoTime().getAsLong();
        try {
            loader.load(loadContexts);
        } catch (InterruptedException | RedoubtInterruptedException e) {
            Interrupts.deferredDuring(() -> loadPermits.release(permits));
            throw e;
        } catch (Throwable failure) {
            context.counters().loadFailures.increment();
            Interrupts.deferredDuring(() -> loadPermits.loadFailed(permits));
            for (LoadPermit<K, V> each : permits) {
                each.load().complete(new LoadResult.Failed<>(failure, tick));
            }
            return List.of();
        }
        Duration cost = Duration.ofNanos(context.nanoTime().getAsLong() - start);
        List<CompletedLoad<K, V>> loaded = new ArrayList<>();
        for (int i = 0; i < permits.size(); i++) {
            // Each key gets an equal share of the cost of a load of many keys.
            context.hotKeys().recordLoad(permits.get(i).load().key(), cost.toNanos() / permits.size());
            loaded.add(new CompletedLoad<>(permits.get(i), loadContexts.get(i), tick, cost));
        }
        return loaded;
    }
}
