package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.warmup.HotKeyTracker;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Component that loads missing or stale cache entries from the data source, or waits while another process loads them.
 * It completes every in-flight load. Thread-safe.
 */
final class EntryLoader<K, V> {

    private static final long MIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final RegionSpec<?, ?> spec;
    private final LoadPermitCoordinator<K, V> loadPermits;
    private final LoadCommitter<K, V> committer;
    private final InFlightLoads<K, V> inFlightLoads;
    private final OutageBulkhead outageBulkhead;
    private final RegionCounters counters;
    private final HotKeyTracker<K> hotKeys;
    private final LongSupplier nanoTime;

    EntryLoader(
            RegionSpec<?, ?> spec,
            LoadPermitCoordinator<K, V> loadPermits,
            LoadCommitter<K, V> committer,
            InFlightLoads<K, V> inFlightLoads,
            RegionCounters counters,
            HotKeyTracker<K> hotKeys,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.loadPermits = loadPermits;
        this.committer = committer;
        this.inFlightLoads = inFlightLoads;
        this.outageBulkhead = new OutageBulkhead(spec.loadsWhileDown());
        this.counters = counters;
        this.hotKeys = hotKeys;
        this.nanoTime = nanoTime;
    }

    /** Returns the nanosecond time at which a task that is created now stops waiting for other processes. */
    long deadline() {
        return nanoTime.getAsLong() + spec.hardTimeout().toNanos();
    }

    /**
     * Returns a task that loads some entries with one loader, for callers that wait for the values.
     *
     * @param regionVersion the region version that was read together with what the loads are based on; null if there
     *     was none
     */
    Task task(
            List<InFlightLoad<K, V>> loads,
            LoaderAdapter<K, V> loader,
            @Nullable TagVersion regionVersion,
            long deadline) {
        return new Task(loads, loader, regionVersion, deadline, Purpose.ANSWER);
    }

    /** Returns a task that refreshes some entries, whose stored values are used meanwhile. */
    Task refreshTask(List<InFlightLoad<K, V>> loads, LoaderAdapter<K, V> loader, @Nullable TagVersion regionVersion) {
        return new Task(loads, loader, regionVersion, deadline(), Purpose.REFRESH);
    }

    /** Reason why a task loads its entries. */
    private enum Purpose {
        /** Callers wait for the values, stored or not. */
        ANSWER,
        /** The values are of use only if they can be stored. */
        REFRESH
    }

    /** Task that loads some entries with one loader. Confined to one thread. */
    final class Task implements Runnable {

        private final List<InFlightLoad<K, V>> loads;
        private final LoaderAdapter<K, V> loader;
        private final @Nullable TagVersion regionVersion;
        private final long deadline;
        private final Purpose purpose;
        private final Thread creator = Thread.currentThread();

        private Task(
                List<InFlightLoad<K, V>> loads,
                LoaderAdapter<K, V> loader,
                @Nullable TagVersion regionVersion,
                long deadline,
                Purpose purpose) {
            this.loads = loads;
            this.loader = loader;
            this.regionVersion = regionVersion;
            this.deadline = deadline;
            this.purpose = purpose;
        }

        @Override
        public void run() {
            try {
                loads.forEach(InFlightLoad::startOnCurrentThread);
                runLoads();
            } catch (InterruptedException | RedoubtInterruptedException e) {
                interrupted(e);
            } catch (Throwable failure) {
                failAll(failure);
            } finally {
                inFlightLoads.endAll(loads);
            }
        }

        /** Fails all loads without running the task. */
        void reject(Throwable reason) {
            try {
                failAll(new LoadFailedException(
                        "region " + spec.name() + " cannot load: " + reason.getMessage(), reason));
            } finally {
                inFlightLoads.endAll(loads);
            }
        }

        private void failAll(Throwable failure) {
            long tick = inFlightLoads.tick();
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
                        "interrupted while loading in region " + spec.name(), Effect.UNKNOWN, e);
                loads.forEach(load -> load.complete(new LoadResult.Interrupted<>(failure)));
            } else {
                failAll(new LoadFailedException(
                        "region " + spec.name() + ": the thread of the load was interrupted, by its loader or because"
                                + " the cache is being closed",
                        e));
            }
        }

        /**
         * Runs all loads: those without the store first, then rounds of attempts until none waits or the deadline
         * passes.
         */
        private void runLoads() throws InterruptedException {
            List<LoadPermitCoordinator.Unpermitted<K, V>> unpermitted = new ArrayList<>();
            List<InFlightLoad<K, V>> open = new ArrayList<>();
            for (InFlightLoad<K, V> load : loads) {
                if (load.basis() instanceof ReadResult.Unavailable<V> unavailable) {
                    unpermitted.add(new LoadPermitCoordinator.Unpermitted<>(load, unavailable.reason()));
                } else {
                    open.add(load);
                }
            }
            loadWithoutStore(unpermitted);
            if (open.isEmpty()) {
                return;
            }
            LoadPermitCoordinator.Attempt<K, V> attempt = loadPermits.firstAttempt(open, regionVersion);
            load(attempt);
            counters.waits.add(attempt.waiting().size());
            long pause = MIN_PAUSE;
            while (!attempt.waiting().isEmpty()) {
                if (nanoTime.getAsLong() - deadline >= 0) {
                    timeOut(attempt.waiting());
                    return;
                }
                // Tasks that wait for the same entry do not wake together.
                long most = Math.min(pause, attempt.shortestWait().toNanos());
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
                if (Thread.interrupted()) {
                    throw new InterruptedException("while another process loads");
                }
                pause = Math.min(2 * pause, MAX_PAUSE);
                attempt = loadPermits.retry(attempt.waiting());
                load(attempt);
            }
        }

        private void timeOut(List<InFlightLoad<K, V>> waiting) {
            long tick = inFlightLoads.tick();
            for (InFlightLoad<K, V> load : waiting) {
                load.complete(new LoadResult.Failed<>(
                        new LoadFailedException(
                                "waited " + spec.hardTimeout() + " for the load of '" + load.entry()
                                        + "' by another process",
                                null),
                        tick));
            }
        }

        private void load(LoadPermitCoordinator.Attempt<K, V> attempt) throws InterruptedException {
            // First the loads whose load markers other processes wait for.
            if (!attempt.permits().isEmpty()) {
                List<CollectingLoadContext<K, V>> loaded = runLoader(attempt.permits());
                // Also if the loader has left the thread interrupted: other processes wait for the load marker.
                InterruptDeferral.during(() -> committer.commit(loaded));
            }
            loadWithoutStore(attempt.unpermitted());
        }

        /**
         * Runs the loader for loads to which the store gave no permit, within the limit of the outage bulkhead. Nothing
         * is stored.
         */
        private void loadWithoutStore(List<LoadPermitCoordinator.Unpermitted<K, V>> unpermitted)
                throws InterruptedException {
            if (unpermitted.isEmpty()) {
                return;
            }
            boolean run = purpose == Purpose.ANSWER && outageBulkhead.tryRun(() -> runWithoutStore(unpermitted));
            if (!run) {
                long tick = inFlightLoads.tick();
                unpermitted.forEach(each -> each.load().complete(new LoadResult.Failed<>(each.reason(), tick)));
            }
        }

        private void runWithoutStore(List<LoadPermitCoordinator.Unpermitted<K, V>> unpermitted)
                throws InterruptedException {
            IdentityHashMap<InFlightLoad<K, V>, Origin> origins = new IdentityHashMap<>();
            List<LoadPermit<K, V>> permits = new ArrayList<>();
            for (LoadPermitCoordinator.Unpermitted<K, V> each : unpermitted) {
                Origin origin = each.origin();
                (origin == Origin.LOADED_STORE_DOWN ? counters.loadsWhileDown : counters.notStored).increment();
                origins.put(each.load(), origin);
                permits.add(LoadPermit.withoutStoring(each.load()));
            }
            for (CollectingLoadContext<K, V> loaded : runLoader(permits)) {
                loaded.complete(origins.getOrDefault(loaded.permit().load(), Origin.LOADED_NOT_STORED));
            }
        }

        /**
         * Runs the loader once for all permits. If it fails, ends the permits, fails the loads and returns an empty
         * list.
         */
        private List<CollectingLoadContext<K, V>> runLoader(List<LoadPermit<K, V>> permits)
                throws InterruptedException {
            long tick = inFlightLoads.tick();
            List<CollectingLoadContext<K, V>> contexts = new ArrayList<>();
            for (LoadPermit<K, V> each : permits) {
                each.load().loaderStarted(tick, each.snapshot());
                contexts.add(new CollectingLoadContext<>(each, tick));
            }
            counters.load();
            long start = nanoTime.getAsLong();
            try {
                loader.load(contexts);
            } catch (InterruptedException | RedoubtInterruptedException e) {
                InterruptDeferral.during(() -> loadPermits.release(permits));
                throw e;
            } catch (Throwable failure) {
                counters.loadFailures.increment();
                InterruptDeferral.during(() -> loadPermits.loadFailed(permits));
                permits.forEach(each -> each.load().complete(new LoadResult.Failed<>(failure, tick)));
                return List.of();
            }
            Duration cost = Duration.ofNanos(nanoTime.getAsLong() - start);
            List<CollectingLoadContext<K, V>> loaded = withoutFailed(contexts);
            for (CollectingLoadContext<K, V> each : loaded) {
                each.cost(cost);
                // Each key gets an equal share of the cost of a load of many keys.
                hotKeys.recordLoad(each.permit().load().key(), cost.toNanos() / permits.size());
            }
            return loaded;
        }

        /** Ends the loads of those keys for which the loader failed or was not run, and returns the others. */
        private List<CollectingLoadContext<K, V>> withoutFailed(List<CollectingLoadContext<K, V>> contexts) {
            List<CollectingLoadContext<K, V>> loaded = new ArrayList<>();
            List<CollectingLoadContext<K, V>> others = new ArrayList<>();
            contexts.forEach(each -> (each.failure() == null ? loaded : others).add(each));
            if (!others.isEmpty()) {
                counters.loadFailures.increment();
                Map<Boolean, List<LoadPermit<K, V>>> byFailed = others.stream()
                        .collect(Collectors.partitioningBy(
                                each -> each.failure() instanceof LoadResult.Failed,
                                Collectors.mapping(CollectingLoadContext::permit, Collectors.toList())));
                InterruptDeferral.during(() -> {
                    loadPermits.loadFailed(byFailed.getOrDefault(true, List.of()));
                    loadPermits.release(byFailed.getOrDefault(false, List.of()));
                });
                for (CollectingLoadContext<K, V> each : others) {
                    LoadResult<V> failure = each.failure();
                    if (failure != null) {
                        each.permit().load().complete(failure);
                    }
                }
            }
            return loaded;
        }
    }
}
