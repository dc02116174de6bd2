package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Component that requests permission before a cache entry is loaded, so that normally only one process loads each entry
 * at a time. Each permission is a {@link LoadPermit}; unused ones are released. The component stores load markers for
 * missing entries, and takes refresh leases for values that are to be refreshed. Thread-safe.
 */
final class LoadPermitCoordinator<K, V> {

    /** How long this process does not ask again for a refresh lease that the store refused. */
    static final Duration REFUSED_BACKOFF = Duration.ofSeconds(1);

    /** How long this process does not ask again for the refresh lease of a value that another owner refreshes. */
    private static final Duration BUSY_BACKOFF = Duration.ofMillis(200);

    private final RegionSpec<?, ?> spec;
    private final EntryStore entries;
    private final TagVersionCache versions;
    private final StoredEntryReader<V> reader;
    private final EntryEncoder encoder;
    private final InFlightLoads<K, V> inFlightLoads;
    private final RefreshBackoff refreshBackoff;
    private final RegionLogger log;
    private final boolean leaseEnabled;

    LoadPermitCoordinator(
            RegionSpec<?, ?> spec,
            SharedRegionState shared,
            StoredEntryReader<V> reader,
            EntryEncoder encoder,
            InFlightLoads<K, V> inFlightLoads,
            RefreshBackoff refreshBackoff,
            RegionLogger log) {
        this.spec = spec;
        this.entries = shared.entries();
        this.versions = shared.versions();
        this.reader = reader;
        this.encoder = encoder;
        this.inFlightLoads = inFlightLoads;
        this.refreshBackoff = refreshBackoff;
        this.log = log;
        this.leaseEnabled = !spec.lease().isZero();
    }

    /**
     * Makes the first attempt, based on what the callers of the loads read.
     *
     * @param seen the region version that was read with it; null if there was none
     */
    Attempt<K, V> firstAttempt(List<InFlightLoad<K, V>> loads, @Nullable TagVersion seen) {
        return attempt(attempt -> firstAttempt(loads, seen, attempt));
    }

    private void firstAttempt(List<InFlightLoad<K, V>> loads, @Nullable TagVersion seen, Attempt<K, V> attempt) {
        List<PermitRequest<K, V>> requests = new ArrayList<>();
        long tick = inFlightLoads.tick();
        TagVersion regionVersion = seen == null ? createRegionVersion(loads, attempt) : seen;
        if (regionVersion == null) {
            return;
        }
        for (InFlightLoad<K, V> load : loads) {
            ReadResult<V> basis = load.basis();
            EntryVersion version = basis.version();
            if (basis instanceof ReadResult.Loading<V> loading) {
                loadingElsewhere(load, loading.version(), regionVersion, Duration.ofSeconds(1), attempt);
            } else if (version != null) {
                refresh(load, version, regionVersion, tick, attempt);
            } else {
                ContentFingerprint replace = basis instanceof ReadResult.Absent<V> absent ? absent.replace() : null;
                requests.add(new PermitRequest<>(load, replace));
            }
        }
        acquire(requests, regionVersion, attempt);
    }

    /**
     * Makes another attempt for loads that had to wait: reads their entries anew and acts on what they hold now.
     */
    Attempt<K, V> retry(List<InFlightLoad<K, V>> waiting) {
        return attempt(attempt -> retry(waiting, attempt));
    }

    private void retry(List<InFlightLoad<K, V>> waiting, Attempt<K, V> attempt) {
        long tick = inFlightLoads.tick();
        StoredEntryReader.Results<V> now =
                reader.read(waiting.stream().map(InFlightLoad::entry).toList());
        List<PermitRequest<K, V>> requests = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            classify(waiting.get(i), now.results().get(i), now.regionVersion(), tick, requests, attempt);
        }
        TagVersion regionVersion = now.regionVersion();
        if (regionVersion == null && !requests.isEmpty()) {
            regionVersion = createRegionVersion(
                    requests.stream().map(PermitRequest::load).toList(), attempt);
        }
        if (regionVersion != null) {
            acquire(requests, regionVersion, attempt);
        }
    }

    /** Makes an attempt. If it is interrupted, gives back what it has acquired, or may have. */
    private Attempt<K, V> attempt(Consumer<Attempt<K, V>> steps) {
        Attempt<K, V> attempt = Attempt.empty();
        try {
            steps.accept(attempt);
            return attempt;
        } catch (RedoubtInterruptedException e) {
            InterruptDeferral.during(() -> release(attempt.permits));
            throw e;
        }
    }

    private void classify(
            InFlightLoad<K, V> load,
            ReadResult<V> result,
            @Nullable TagVersion regionVersion,
            long tick,
            List<PermitRequest<K, V>> requests,
            Attempt<K, V> attempt) {
        if (result instanceof ReadResult.Value<V> value) {
            load.complete(new LoadResult.Found<>(value, tick));
        } else if (result instanceof ReadResult.Absent<V> absent) {
            requests.add(new PermitRequest<>(load, absent.replace()));
        } else if (result instanceof ReadResult.Loading<V> loading && regionVersion != null) {
            loadingElsewhere(load, loading.version(), regionVersion, loading.left(), attempt);
        } else if (result instanceof ReadResult.Loading<V>) {
            attempt.waiting.add(load);
        } else if (result instanceof ReadResult.Unavailable<V> unavailable) {
            attempt.addUnpermitted(load, unavailable.reason());
        }
    }

    /**
     * Handles an entry that another loader loads: the load waits, unless leases are disabled for the region; then
     * it loads as well, without storing the value.
     */
    private void loadingElsewhere(
            InFlightLoad<K, V> load,
            EntryVersion marker,
            TagVersion regionVersion,
            Duration left,
            Attempt<K, V> attempt) {
        if (leaseEnabled) {
            attempt.addWaiting(load, left);
        } else {
            attempt.permits.add(new LoadPermit<>(load, new InFlightLoad.Snapshot(marker, regionVersion), null, null));
        }
    }

    private void refresh(
            InFlightLoad<K, V> load, EntryVersion version, TagVersion regionVersion, long tick, Attempt<K, V> attempt) {
        EntryVersion owner = encoder.newLoadMarker();
        LoadPermit<K, V> permit =
                new LoadPermit<>(load, new InFlightLoad.Snapshot(version, regionVersion), version, owner);
        try {
            if (entries.tryAcquireRefreshLease(load.entry(), owner, lease(), longestRefreshLease())) {
                attempt.permits.add(permit);
            } else {
                refreshBackoff.pause(load.entry(), version, BUSY_BACKOFF);
                load.complete(new LoadResult.RefreshSkipped<>(tick));
            }
        } catch (RedoubtInterruptedException e) {
            attempt.permits.add(permit); // it may have been granted
            throw e;
        } catch (StoreUnavailableException | StoreRejectedException e) {
            refreshBackoff.storeRefused(load.entry(), version, REFUSED_BACKOFF);
            attempt.addUnpermitted(load, e);
        }
    }

    private void acquire(List<PermitRequest<K, V>> requests, TagVersion regionVersion, Attempt<K, V> attempt) {
        if (requests.isEmpty()) {
            return;
        }
        List<EntryVersion> markers = new ArrayList<>();
        List<AcquireRequest> acquisitions = new ArrayList<>();
        for (PermitRequest<K, V> request : requests) {
            EntryVersion marker = encoder.newLoadMarker();
            markers.add(marker);
            acquisitions.add(new AcquireRequest(request.load.entry(), marker, request.replace));
        }
        List<AcquireResult> answers;
        try {
            answers = entries.acquire(acquisitions, lease());
        } catch (RedoubtInterruptedException e) {
            for (int i = 0; i < requests.size(); i++) { // they may have been granted
                EntryVersion marker = markers.get(i);
                InFlightLoad.Snapshot snapshot = new InFlightLoad.Snapshot(marker, regionVersion);
                attempt.permits.add(new LoadPermit<>(requests.get(i).load, snapshot, marker, null));
            }
            throw e;
        } catch (StoreUnavailableException | StoreRejectedException e) {
            answers = Collections.nCopies(requests.size(), new AcquireResult.Failed(e));
        }
        for (int i = 0; i < requests.size(); i++) {
            InFlightLoad<K, V> load = requests.get(i).load;
            if (answers.get(i) instanceof AcquireResult.Failed failed) {
                log.warn("a load could not be announced, and its value is not stored", failed.reason());
                attempt.addUnpermitted(load, failed.reason());
            } else if (answers.get(i) instanceof AcquireResult.Granted) {
                EntryVersion marker = markers.get(i);
                attempt.permits.add(
                        new LoadPermit<>(load, new InFlightLoad.Snapshot(marker, regionVersion), marker, null));
            } else if (answers.get(i) instanceof AcquireResult.Held held) {
                attempt.addWaiting(load, held.left());
            } else {
                // A value, valid or not. It is read anew, since calls that began after the region version was read
                // may share the result.
                attempt.addWaiting(load, Duration.ZERO);
            }
        }
    }

    /**
     * Creates the region version of a region that has none. Returns null on failure, after reporting it for these
     * loads.
     */
    private @Nullable TagVersion createRegionVersion(List<InFlightLoad<K, V>> loads, Attempt<K, V> attempt) {
        try {
            return versions.getOrCreate(List.of(), encoder.retention()).regionVersion();
        } catch (StoreUnavailableException | StoreRejectedException e) {
            loads.forEach(load -> attempt.addUnpermitted(load, e));
            return null;
        }
    }

    /**
     * Ends permits whose load failed. While there is a stored value, the load is not attempted again for the retry
     * interval of the region.
     */
    void loadFailed(List<LoadPermit<K, V>> permits) {
        List<LoadPermit<K, V>> missing = new ArrayList<>();
        for (LoadPermit<K, V> each : permits) {
            String entry = each.load().entry();
            Duration retryEvery = spec.retryEvery();
            EntryVersion version = each.load().basis().version();
            if (each.load().basis() instanceof ReadResult.Value && version != null) {
                refreshBackoff.pause(entry, version, retryEvery);
            }
            EntryVersion refreshOwner = each.refreshOwner();
            if (refreshOwner == null) {
                missing.add(each);
            } else {
                quietly(() -> entries.updateRefreshLease(entry, refreshOwner, retryEvery));
            }
        }
        release(missing);
    }

    /** Returns unused permits: releases their refresh leases, and removes all load markers in one step. */
    void release(List<LoadPermit<K, V>> permits) {
        Map<String, EntryVersion> markers = new LinkedHashMap<>();
        for (LoadPermit<K, V> each : permits) {
            String entry = each.load().entry();
            EntryVersion expected = each.expected();
            EntryVersion refreshOwner = each.refreshOwner();
            if (refreshOwner != null) {
                quietly(() -> entries.updateRefreshLease(entry, refreshOwner, Duration.ZERO));
            } else if (expected != null) {
                markers.put(entry, expected);
            }
        }
        if (!markers.isEmpty()) {
            quietly(() -> entries.release(markers));
        }
    }

    /** Runs a step whose failure is only logged, because the lease that it releases expires by itself. */
    private void quietly(Runnable step) {
        try {
            step.run();
        } catch (RedoubtException e) {
            log.warn("the lease of a load could not be released, and others wait until it ends", e);
        }
    }

    private Duration lease() {
        return leaseOf(spec);
    }

    /** Returns the time to live of the load markers of a region. */
    static Duration leaseOf(RegionSpec<?, ?> spec) {
        return spec.lease().isZero() ? spec.hardTimeout() : spec.lease();
    }

    /** Returns the maximum time to live of refresh leases: a failed refresh keeps its lease for the retry interval. */
    private Duration longestRefreshLease() {
        return spec.retryEvery().compareTo(lease()) > 0 ? spec.retryEvery() : lease();
    }

    /**
     * Load for which the store gave no permit. Its loader may be run, but the value is not stored.
     *
     * @param reason why: the store gave no answer, or refused
     */
    record Unpermitted<K, V>(InFlightLoad<K, V> load, RedoubtException reason) {

        /** Returns the origin of a value that is loaded nevertheless. */
        Origin origin() {
            return reason instanceof StoreUnavailableException ? Origin.LOADED_STORE_DOWN : Origin.LOADED_NOT_STORED;
        }
    }

    private record PermitRequest<K, V>(
            InFlightLoad<K, V> load, @Nullable ContentFingerprint replace) {}

    /**
     * Outcome of one attempt: permits of loads that may run, loads that have to wait, and loads for which the
     * store gave no permit. All others have been completed. Confined to one thread.
     */
    static final class Attempt<K, V> {

        private final List<LoadPermit<K, V>> permits = new ArrayList<>();
        private final List<InFlightLoad<K, V>> waiting = new ArrayList<>();
        private final List<Unpermitted<K, V>> unpermitted = new ArrayList<>();
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

        List<Unpermitted<K, V>> unpermitted() {
            return unpermitted;
        }

        /** Returns the time after which the first waiting load may get its permit at the latest. */
        Duration shortestWait() {
            return shortestWait;
        }

        private void addUnpermitted(InFlightLoad<K, V> load, RedoubtException reason) {
            unpermitted.add(new Unpermitted<>(load, reason));
        }

        private void addWaiting(InFlightLoad<K, V> load, Duration left) {
            waiting.add(load);
            shortestWait = left.compareTo(shortestWait) < 0 ? left : shortestWait;
        }
    }
}
