package io.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the regions of one name keep entries and stamps, on Redis or in this process: single steps, each of them atomic.
 *
 * <p>Thread-safe. An entry's cell holds a value, or the marker of who loads it. Whoever stores a loaded value names what the cell
 * must still hold; so whatever removes or replaces it in between, by whatever program, has the last word. Errors are those of
 * {@link io.redoubt.api.cache.CacheStore}.
 */
interface RegionStore {

    /** The largest number of tags that are asked for, or invalidated, at a time: they share one step of the server. */
    int MAX_TAGS = 4_096;

    /** What the cells hold, and the guard at that time. One round trip a node. */
    StoredEntries read(List<String> entries);

    /**
     * The guard and the stamps of tags as they are, together at one moment.
     *
     * @param tags up to {@link #MOST_TAGS}
     */
    FoundVersions findVersions(Collection<String> tags);

    /**
     * The guard and the stamps of tags, together at one moment; those that are missing are made, with a number that is greater than
     * that of every guard before.
     *
     * @param tags up to {@link #MOST_TAGS}
     * @param keep for how long they are needed at least
     */
    Versions getOrCreateVersions(Collection<String> tags, Duration retention);

    /**
     * Replaces the stamps of these tags, and the guard with them.
     *
     * @param tags up to {@link #MOST_TAGS}
     */
    void invalidateTags(Collection<String> tags, Duration retention);

    /** Replaces the stamp of the region, and the guard with it. */
    void clear(Duration retention);

    /**
     * Puts one's marker into cells that are empty, or hold what is no longer valid. If this fails, markers may be there all the same.
     *
     * @return one answer for each, in their order
     */
    List<Acquired> acquire(List<Acquisition> acquisitions, Duration lease);

    /** Gives back the cells that still hold one's marker. If this fails, some may have been given back. */
    void release(List<Release> releases);

    /**
     * Stores what was loaded, in those cells that still hold what they are expected to, and ends the leases of refreshing them,
     * whether it was stored or not. If this fails, some of it may be stored all the same.
     *
     * @return one answer for each, in their order: whether it was stored
     */
    List<Boolean> storeLoaded(List<EntryWrite> writes);

    /** Stores a value, whatever was there before. */
    void put(String entry, byte[] envelope, Duration ttl);

    /** Empties a cell. Returns whether there was something in it. */
    boolean remove(String entry);

    /**
     * Shortens the life of a value to its grace, and changes its version, so that nothing loaded before replaces it; ends the lease
     * of refreshing it, whoever has it. Empties a cell with a marker, with a value that has no grace, or with one of another program.
     *
     * @param version the one that the value gets; a new one
     * @param grace at most so long; the grace that the value was stored with counts where it is shorter
     */
    void expire(String entry, EntryToken version, Duration grace);

    /** Takes the lease of refreshing a value. Returns whether nobody else has it. */
    boolean tryAcquireRefreshLease(String entry, EntryToken owner, Duration lease);

    /** Keeps the lease of refreshing, if one still has it, for so long from now; zero to give it back. */
    void updateRefreshLease(String entry, EntryToken owner, Duration lease);

    /**
     * What was read together.
     *
     * @param guard null where there is none: nothing of the region is valid then, except values of other programs
     */
    record StoredEntries(List<StoredEntry> entries, @Nullable InvalidationVersion regionVersion) {}

    /**
     * The wish to load an entry.
     *
     * @param replace the trace of what was there and is no longer valid, or not readable; null where the cell was empty
     */
    record Acquisition(String entry, EntryToken marker, @Nullable ContentFingerprint replace) {}

    /** A wish to have one's marker out of a cell. */
    record Release(String entry, EntryToken marker) {}

    /** Whether one may load. */
    sealed interface Acquired {

        /** One's marker is in the cell. */
        record Granted() implements Acquired {}

        /** Somebody else's marker is, and will be for so long unless it is replaced. */
        record Held(Duration left) implements Acquired {}

        /** A value is. */
        record Present() implements Acquired {}
    }

    /**
     * The guard and stamps at one moment.
     *
     * @param tags one stamp for each that was asked for
     */
    record Versions(InvalidationVersion regionVersion, InvalidationVersion clearVersion, Map<String, InvalidationVersion> tags) {}

    /**
     * What there was of guard and stamps at one moment.
     *
     * @param tags the stamps of those that have one
     */
    record FoundVersions(@Nullable InvalidationVersion regionVersion, @Nullable InvalidationVersion clearVersion, Map<String, InvalidationVersion> tags) {}
}
