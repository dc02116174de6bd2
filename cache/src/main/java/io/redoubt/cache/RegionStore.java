package io.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Storage port for all regions of one name, on Redis or in this process. It stores entries and invalidation
 * versions. Each operation is one atomic step.
 *
 * <p>An entry key holds either a value or a load marker, which is the token of the caller that loads the entry. A
 * write of a loaded value names the token that the entry must still hold, so any program that removes or replaces
 * the content in the meantime wins. Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}.
 */
interface RegionStore {

    /** Maximum number of tags that are read or invalidated in one call. The server handles them in one step. */
    int MAX_TAGS = 4_096;

    /** Reads entries and the region version in one round trip to each node. */
    StoredEntries read(List<String> entries);

    /**
     * Reads the region version, the clear version and the versions of tags, all as of the same moment. Creates
     * nothing.
     *
     * @param tags up to {@link #MAX_TAGS}
     */
    FoundVersions findVersions(Collection<String> tags);

    /**
     * Reads the region version, the clear version and the versions of tags, all as of the same moment, and creates
     * those that are missing. A created version has a number greater than that of every earlier region version.
     *
     * @param tags up to {@link #MAX_TAGS}
     * @param retention the minimum time for which the versions must remain stored
     */
    Versions getOrCreateVersions(Collection<String> tags, Duration retention);

    /**
     * Replaces the versions of these tags, and the region version with them.
     *
     * @param tags up to {@link #MAX_TAGS}
     */
    void invalidateTags(Collection<String> tags, Duration retention);

    /** Replaces the clear version of the region, and the region version with it. */
    void clear(Duration retention);

    /**
     * Stores load markers in entries that are empty or hold the named unusable content. After a failure, markers
     * may be stored nevertheless.
     *
     * @return one answer for each request, in the same order
     */
    List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease);

    /** Empties the entries that still hold the named token. After a failure, some may have been emptied. */
    void release(List<ReleaseRequest> releases);

    /**
     * Stores loaded values in those entries that still hold the expected token, and ends the refresh leases
     * whether a value was stored or not. After a failure, some values may be stored nevertheless.
     *
     * @return one answer for each write, in the same order: whether the value was stored
     */
    List<Boolean> storeLoaded(List<EntryWrite> writes);

    /** Stores a value unconditionally. */
    void put(String entry, byte[] envelope, Duration ttl);

    /** Removes an entry. Returns whether it held anything. */
    boolean remove(String entry);

    /**
     * Marks a value as stale: shortens its time to live to its grace period and replaces its version, so that no
     * load that began earlier overwrites it. Ends the refresh lease of the entry, whatever its owner. Removes the
     * entry instead if it holds a load marker, a value without a grace period, or a value that another program
     * wrote.
     *
     * @param version the new version of the value
     * @param grace the maximum remaining time to live; the grace period that was stored with the value applies if
     *     it is shorter
     */
    void expire(String entry, EntryToken version, Duration grace);

    /** Acquires the lease to refresh a value. Returns false if another owner holds it. */
    boolean tryAcquireRefreshLease(String entry, EntryToken owner, Duration lease);

    /** Sets the remaining time of a refresh lease if this owner still holds it; zero releases it. */
    void updateRefreshLease(String entry, EntryToken owner, Duration lease);

    /**
     * Result of {@link #read}: entries in the requested order, and the region version.
     *
     * @param regionVersion null if there is none: then no value of the region is valid, except those that other
     *     programs wrote
     */
    record StoredEntries(
            List<StoredEntry> entries, @Nullable InvalidationVersion regionVersion) {}

    /**
     * Request for the right to load an entry.
     *
     * @param replace fingerprint of the unusable content (invalid or unreadable) that the marker may replace; null
     *     if the entry was empty
     */
    record AcquireRequest(
            String entry, EntryToken marker, @Nullable ContentFingerprint replace) {}

    /**
     * Request to empty an entry if it still holds this token.
     *
     * @param marker the token of a load marker, or the version of a value
     */
    record ReleaseRequest(String entry, EntryToken marker) {}

    /** Answer to an {@link AcquireRequest}. */
    sealed interface AcquireResult {

        /** The entry holds the requested load marker: the caller may load. */
        record Granted() implements AcquireResult {}

        /**
         * Another loader's marker is in the entry. It expires after {@code left} unless it is replaced earlier.
         */
        record Held(Duration left) implements AcquireResult {}

        /** The entry holds a value. */
        record Present() implements AcquireResult {}
    }

    /**
     * Versions as of one moment, none missing.
     *
     * @param regionVersion replaced with every invalidation in the region
     * @param clearVersion replaced when the region is cleared
     * @param tags the version of each requested tag
     */
    record Versions(
            InvalidationVersion regionVersion,
            InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {}

    /**
     * Versions as of one moment, as far as they exist.
     *
     * @param tags the versions of those requested tags that have one
     */
    record FoundVersions(
            @Nullable InvalidationVersion regionVersion,
            @Nullable InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {}
}
