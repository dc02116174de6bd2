package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Storage interface for the entries of a cache region, implemented on Redis and in memory. Regions of one name share
 * it. Each operation is one atomic step.
 *
 * <p>The key of an entry holds either a value or the load marker of the caller that loads the entry. A write of a
 * loaded value names the version that the entry must still hold, so any program that removes or replaces
 * the content in the meantime wins. Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}; an
 * operation on several entries reports the failure of each, and throws only what concerns all of them.
 */
interface EntryStore {

    /**
     * Reads entries and the region version in one round trip to each node. What cannot be read because a node gives no
     * answer, or refuses, is reported as such; the rest is read.
     */
    StoredEntries read(List<String> entries);

    /**
     * Reads entries without the region version, which the caller knows, in one round trip to each node.
     *
     * @param detail what is read of each entry
     */
    List<StoredEntry> readEntries(List<String> entries, Detail detail);

    /** Amount of data that is read for each entry. */
    enum Detail {
        /** The bytes alone. The remaining time to live seems to be unlimited. */
        BYTES,
        /** The bytes and the remaining time to live. */
        BYTES_AND_TTL
    }

    /** Returns the store of the tag versions to which these entries refer. */
    TagVersionStore versions();

    /**
     * Stores load markers in entries that are empty or hold the named unusable content. After a failure, a marker
     * may be stored nevertheless.
     *
     * @return one answer for each request, in the same order
     */
    List<AcquireResult> acquire(List<AcquireRequest> acquisitions, Duration lease);

    /**
     * Empties the entries that still hold the given versions, by entry. After a failure, some may have been
     * emptied.
     */
    void release(Map<String, EntryVersion> versions);

    /**
     * Stores loaded values in those entries that still hold the expected version, and ends the refresh leases
     * whether a value was stored or not. After a failure, the value may be stored nevertheless.
     *
     * @return one answer for each write, in the same order
     */
    List<StoreResult> storeLoaded(List<ConditionalEntryWrite> writes);

    /**
     * Stores a value that the application has given instead of what was found, in the same way as a loaded one. Unlike
     * that it is a change, of which other processes are told.
     */
    default StoreResult replace(ConditionalEntryWrite write) {
        return storeLoaded(List.of(write)).get(0);
    }

    /** Stores values unconditionally, by entry. After a failure, the value may be stored nevertheless. */
    ChangeResult putAll(Map<String, EncodedEntry> values);

    /** Removes entries. After a failure, the entry may be removed nevertheless. */
    ChangeResult removeAll(Collection<String> entries);

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
    void markStale(String entry, EntryVersion version, Duration grace);

    /**
     * Acquires the lease to refresh a value. Returns false if another owner holds it.
     *
     * @param longest the maximum remaining time of a lease of this region. One with more is of another program, and is
     *     taken over
     */
    boolean tryAcquireRefreshLease(String entry, EntryVersion owner, Duration lease, Duration longest);

    /** Sets the remaining time of a refresh lease if this owner still holds it; zero releases it. */
    void updateRefreshLease(String entry, EntryVersion owner, Duration lease);

    /**
     * Result of {@link #read}: entries in the requested order, and the region version.
     *
     * @param regionVersion null if there is none: then no value of the region is valid, except those that other
     *     programs wrote
     * @param versionFailure why the region version could not be read; null if it was
     */
    record StoredEntries(
            List<StoredEntry> entries,
            @Nullable TagVersion regionVersion,
            @Nullable RedoubtException versionFailure) {}

    /**
     * Result of {@link #putAll} and {@link #removeAll}.
     *
     * @param changed how many entries were stored, or held anything that was removed
     * @param failures why each entry that could not be changed failed
     */
    record ChangeResult(long changed, Map<String, RedoubtException> failures) {}

    /**
     * Request for the right to load an entry.
     *
     * @param replace fingerprint of the unusable content (invalid or unreadable) that the marker may replace; null
     *     if the entry was empty
     */
    record AcquireRequest(
            String entry, EntryVersion marker, @Nullable ContentFingerprint replace) {}

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

        /** The store gave no answer, or refused. */
        record Failed(RedoubtException reason) implements AcquireResult {}
    }

    /** Answer to a {@link ConditionalEntryWrite}. */
    sealed interface StoreResult {

        /** The value was stored. */
        record Stored() implements StoreResult {}

        /** The entry did not hold the expected version any more. */
        record Superseded() implements StoreResult {}

        /** The store gave no answer, or refused. */
        record Failed(RedoubtException reason) implements StoreResult {}
    }
}
