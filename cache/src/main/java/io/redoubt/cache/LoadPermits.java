package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.cache.RegionStore.Acquired;
import io.redoubt.cache.RegionStore.Acquisition;
import io.redoubt.cache.RegionStore.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets for flights the right to load: puts markers into cells, and takes leases of refreshing. Thread-safe. */
final class LoadPermits<K, V> {

    // A fixed name, which configurations of logging may refer to.
    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.cache.Claims");

    /** How long one leaves alone what somebody else refreshes. */
    private static final Duration BUSY_BACKOFF = Duration.ofMillis(200);

    private final RegionContext<K, V> context;
    private final RegionStore store;
    private final boolean leaseEnabled;

    LoadPermits(RegionContext<K, V> context) {
        this.context = context;
        this.store = context.shared().store();
        this.leaseEnabled = !context.policy().lease().isZero();
    }

    /** The first attempt, by what the flights' callers saw. */
    Attempt<K, V> firstAttempt(List<InFlightLoad<K, V>> loads, @Nullable InvalidationVersion seen) {
        Attempt<K, V> attempt = Attempt.empty();
        List<PermitRequest<K, V>> requests = new ArrayList<>();
        long tick = context.inFlightLoads().tick();
        InvalidationVersion regionVersion = seen == null ? createRegionVersion(loads, attempt) : seen;
        if (regionVersion == null) {
            return attempt;
        }
        for (InFlightLoad<K, V> load : loads) {
            if (load.reason() instanceof LoadReason.Missing missing) {
                requests.add(new PermitRequest<>(load, missing.replace()));
            } else if (load.reason() instanceof LoadReason.LoadingElsewhere elsewhere) {
                loadingElsewhere(load, elsewhere.marker(), regionVersion, Duration.ofSeconds(1), attempt);
            } else if (load.reason() instanceof LoadReason.Refresh refresh) {
                refresh(load, refresh.version(), regionVersion, tick, attempt);
            }
        }
        acquire(requests, regionVersion, attempt);
        return attempt;
    }

    /** Another attempt for those that had to wait. */
    Attempt<K, V> retry(List<InFlightLoad<K, V>> waiting) {
        Attempt<K, V> attempt = Attempt.empty();
        long tick = context.inFlightLoads().tick();
        ReadResults<V> now = context.reader().read(waiting.stream().map(InFlightLoad::entry).toList());
        List<PermitRequest<K, V>> requests = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            classify(waiting.get(i), now.results().get(i), now.regionVersion(), tick, requests, attempt);
        }
        InvalidationVersion regionVersion = now.regionVersion();
        if (regionVersion == null && !requests.isEmpty()) {
            regionVersion = createRegionVersion(requests.stream().map(PermitRequest::load).toList(), attempt);
        }
        if (regionVersion != null) {
            acquire(requests, regionVersion, attempt);
        }
        return attempt;
    }

    private void classify(
            InFlightLoad<K, V> load,
            ReadResult<V> result,
            @Nullable InvalidationVersion regionVersion,
            long tick,
            List<PermitRequest<K, V>> requests,
            Attempt<K, V> attempt) {
        if (result instanceof ReadResult.Value<V> value) {
            load.complete(new LoadResult.Found<>(value, tick));
        } else if (result instanceof ReadResult.Absent<V> absent) {
            requests.add(new PermitRequest<>(load, absent.replace()));
        } else if (result instanceof ReadResult.Loading<V> loading && regionVersion != null) {
            loadingElsewhere(load, loading.marker(), regionVersion, loading.left(), attempt);
        } else if (result instanceof ReadResult.Loading<V>) {
            attempt.waiting.add(load);
        } else {
            attempt.storeUnavailable.add(load);
        }
    }

    /** Somebody else loads it: that is waited for, unless the region does not want that. */
    private void loadingElsewhere(InFlightLoad<K, V> load, EntryToken marker, InvalidationVersion regionVersion, Duration left, Attempt<K, V> attempt) {
        if (leaseEnabled) {
            attempt.waiting(load, left);
        } else {
            attempt.permits.add(new LoadPermit<>(load, new ValiditySnapshot(marker, regionVersion), null, null));
        }
    }

    private void refresh(InFlightLoad<K, V> load, EntryToken version, InvalidationVersion regionVersion, long tick, Attempt<K, V> attempt) {
        EntryToken owner = EntryToken.newLoadMarker(context.random());
        try {
            if (store.tryAcquireRefreshLease(load.entry(), owner, lease())) {
                attempt.permits.add(new LoadPermit<>(load, new ValiditySnapshot(version, regionVersion), version, owner));
            } else {
                context.refreshBackoff().pause(load.entry(), version, BUSY_BACKOFF);
                load.complete(new LoadResult.RefreshSkipped<>(tick));
            }
        } catch (RedoubtException e) {
            load.complete(new LoadResult.Failed<>(e, tick));
        }
    }

    private void acquire(List<PermitRequest<K, V>> requests, InvalidationVersion regionVersion, Attempt<K, V> attempt) {
        if (requests.isEmpty()) {
            return;
        }
        List<EntryToken> markers = new ArrayList<>();
        List<Acquisition> acquisitions = new ArrayList<>();
        for (PermitRequest<K, V> request : requests) {
            EntryToken marker = EntryToken.newLoadMarker(context.random());
            markers.add(marker);
            acquisitions.add(new Acquisition(request.load.entry(), marker, request.replace));
        }
        List<Acquired> answers;
        try {
            answers = store.acquire(acquisitions, lease());
        } catch (RedoubtException e) {
            // What is loaded is returned all the same; it will not be stored.
            log("a load could not be announced", e);
            List<InFlightLoad<K, V>> all = requests.stream().map(PermitRequest::load).toList();
            attempt.permits.addAll(LoadPermit.none(all, null));
            return;
        }
        for (int i = 0; i < requests.size(); i++) {
            InFlightLoad<K, V> load = requests.get(i).load;
            if (answers.get(i) instanceof Acquired.Granted) {
                EntryToken marker = markers.get(i);
                attempt.permits.add(new LoadPermit<>(load, new ValiditySnapshot(marker, regionVersion), marker, null));
            } else if (answers.get(i) instanceof Acquired.Held held) {
                attempt.waiting(load, held.left());
            } else {
                // A value, good or not: it is looked at anew, since calls that began after the guard was read may share
                // it.
                attempt.waiting(load, Duration.ZERO);
            }
        }
    }

    /** The guard of a region that has none yet; null if that fails, and then the flights are cut off. */
    private @Nullable InvalidationVersion createRegionVersion(List<InFlightLoad<K, V>> loads, Attempt<K, V> attempt) {
        try {
            RegionStore.Versions made = store.getOrCreateVersions(List.of(), context.encoder().retention());
            context.shared().versionCache().remember(made.regionVersion(), made.clearVersion(), made.tags());
            return made.regionVersion();
        } catch (StoreUnavailableException e) {
            attempt.storeUnavailable.addAll(loads);
            return null;
        }
    }

    /** Ends claims whose load failed. A value that is there is not refreshed again for a while. */
    void loadFailed(List<LoadPermit<K, V>> permits) {
        List<LoadPermit<K, V>> missing = new ArrayList<>();
        for (LoadPermit<K, V> each : permits) {
            EntryToken refreshOwner = each.refreshOwner();
            if (refreshOwner == null) {
                missing.add(each);
            } else {
                refreshFailed(each, refreshOwner);
            }
        }
        release(missing);
    }

    private void refreshFailed(LoadPermit<K, V> permit, EntryToken refreshOwner) {
        String entry = permit.load().entry();
        Duration retryEvery = context.policy().retryEvery();
        EntryToken version = permit.expected();
        if (version != null) {
            context.refreshBackoff().pause(entry, version, retryEvery);
        }
        quietly(() -> store.updateRefreshLease(entry, refreshOwner, retryEvery));
    }

    /** Ends claims that are not used: all markers in one step. */
    void release(List<LoadPermit<K, V>> permits) {
        List<Release> markers = new ArrayList<>();
        for (LoadPermit<K, V> each : permits) {
            String entry = each.load().entry();
            EntryToken expected = each.expected();
            EntryToken refreshOwner = each.refreshOwner();
            if (refreshOwner != null) {
                quietly(() -> store.updateRefreshLease(entry, refreshOwner, Duration.ZERO));
            } else if (expected != null) {
                markers.add(new Release(entry, expected));
            }
        }
        if (!markers.isEmpty()) {
            quietly(() -> store.release(markers));
        }
    }

    /** Does what ends by itself when its lease ends. */
    private void quietly(Runnable step) {
        try {
            step.run();
        } catch (RedoubtException e) {
            log("a lease could not be given back", e);
        }
    }

    private void log(String what, RedoubtException e) {
        context.throttle()
                .pass(leftOut -> LOG.warn(
                        "region {}: {} ({}){}",
                        context.name(),
                        what,
                        e.getClass().getSimpleName(),
                        leftOut));
    }

    private Duration lease() {
        return leaseEnabled ? context.policy().lease() : context.policy().hardTimeout();
    }

    private record PermitRequest<K, V>(InFlightLoad<K, V> load, @Nullable ContentFingerprint replace) {}

    /**
     * What became of an attempt: those that may load, those that have to wait, those that the store has no answer for. The others
     * have landed. For one thread.
     */
    static final class Attempt<K, V> {

        private final List<LoadPermit<K, V>> permits = new ArrayList<>();
        private final List<InFlightLoad<K, V>> waiting = new ArrayList<>();
        private final List<InFlightLoad<K, V>> storeUnavailable = new ArrayList<>();
        private Duration shortestWait = Duration.ofSeconds(1);

        static <K, V> Attempt<K, V> empty() {
            return new Attempt<>();
        }

        List<LoadPermit<K, V>> permits() {
            return permits;
        }

        List<InFlightLoad<K, V>> waiting() {
            return waiting;
        }

        List<InFlightLoad<K, V>> storeUnavailable() {
            return storeUnavailable;
        }

        /** After how long the first of those that wait may have its turn at the latest. */
        Duration shortestWait() {
            return shortestWait;
        }

        private void waiting(InFlightLoad<K, V> load, Duration left) {
            waiting.add(load);
            shortestWait = left.compareTo(shortestWait) < 0 ? left : shortestWait;
        }
    }
}
