package io.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the regions of one name keep entries and stamps, on Redis or in this process: single steps, each of them atomic.
 *
 * <p>Thread-safe. An entry's cell holds a value, or the marker of who loads it. Whoever stores a loaded value names what the cell
 * must still hold; so whatever removes or replaces it in between, by whatever program, has the last word. Errors are those of
 * {@link io.redoubt.api.cache.CacheStore}.
 */
interface RegionCells {

    /** What the cells hold, and the guard at that time. One round trip a node. */
    Reading read(List<String> entries);

    /**
     * The guard and the stamps of tags, together at one moment; those that are missing are made.
     *
     * @param tags up to {@link io.redoubt.api.cache.Region#MAX_TAGS}
     * @param keep for how long they are needed at least
     */
    Stamps stamps(Collection<String> tags, Duration keep);

    /** Replaces the stamps of these tags, and the guard with them. */
    void invalidateTags(Collection<String> tags, Duration keep);

    /** Replaces the stamp of the region, and the guard with it. */
    void clear(Duration keep);

    /**
     * Puts one's marker into cells that are empty, or hold what is no longer valid.
     *
     * @return one answer for each, in their order
     */
    List<Acquired> acquire(List<Acquisition> acquisitions, Duration lease);

    /** Gives a cell back that still holds one's marker. */
    void release(String entry, Mark marker);

    /**
     * Stores what was loaded, in those cells that still hold what they are expected to, and ends the leases of refreshing them.
     *
     * @return one answer for each, in their order: whether it was stored
     */
    List<Boolean> fill(List<Filling> fillings);

    /** Stores a value, whatever was there before. */
    void put(String entry, byte[] envelope, Duration ttl);

    /** Empties a cell. Returns whether there was something in it. */
    boolean remove(String entry);

    /**
     * Shortens the life of a value to its grace, and changes its version, so that nothing loaded before replaces it; empties a cell
     * with a marker, or with a value of another program.
     */
    void expire(String entry, Duration grace);

    /** Takes the lease of refreshing a value. Returns whether nobody else has it. */
    boolean tryRefresh(String entry, Mark owner, Duration lease);

    /** Keeps the lease of refreshing, if one still has it, for so long from now; zero to give it back. */
    void keepRefresh(String entry, Mark owner, Duration lease);

    /**
     * What was read together.
     *
     * @param guard null where there is none: nothing of the region is valid then, except values of other programs
     */
    record Reading(List<Cell> cells, @Nullable Stamp guard) {}

    /**
     * The wish to load an entry.
     *
     * @param replace the mark of what is there and no longer valid; null where the cell was empty
     */
    record Acquisition(String entry, Mark marker, @Nullable Mark replace) {}

    /** Whether one may load. */
    sealed interface Acquired {

        /** One's marker is in the cell. */
        record Granted() implements Acquired {}

        /** Somebody else's marker is, and will be for so long unless it is replaced. */
        record Held(Duration left) implements Acquired {}

        /** A value is. */
        record Present(Cell cell) implements Acquired {}
    }

    /**
     * The guard and stamps at one moment.
     *
     * @param tags in the order in which they were asked for
     */
    record Stamps(Stamp guard, Stamp region, List<Stamp> tags) {}
}
