package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a near cache: a cache in this process that keeps decoded values of a region or of a key prefix. They are
 * its size, the maximum age of a value, and what happens while Redis is unavailable. Immutable: each method returns a
 * changed copy. Thread-safe.
 *
 * <pre>{@code
 * RegionSpec.of("profiles", Profile.class)
 *     .ttl(Duration.ofMinutes(30))
 *     .near(NearCacheSettings.maxEntries(10_000).maxAge(Duration.ofMinutes(5)));
 * }</pre>
 */
public final class NearCacheSettings {

    /** Maximum age of a value unless set otherwise. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(1);

    /**
     * Maximum age of a value while processes tell each other of changes ({@link #messagesIfTrackingRefused}), also if a
     * longer one is set.
     */
    public static final Duration MAX_AGE_WITH_MESSAGES = Duration.ofMinutes(1);

    /** Largest size that can be set, in entries, bytes or units of weight. */
    public static final long MAX_SIZE = 1L << 40;

    private static final int MIN_BYTES = 1 << 10;

    private final Bound bound;
    private final long size;
    private final ToIntFunction<Object> weigher;
    private final Duration maxAge;
    private final boolean decodingEachRead;
    private final Duration serveWhileDown;
    private final boolean messagingIfTrackingRefused;

    /** Quantity that bounds the size of a near cache. */
    public enum Bound {
        /** Number of entries. */
        ENTRIES,
        /** Bytes of keys and encoded values, and a fixed cost for each entry. */
        BYTES,
        /** Sum of the weights that the application gives its values. */
        WEIGHT
    }

    private NearCacheSettings(
            Bound bound,
            long size,
            ToIntFunction<Object> weigher,
            Duration maxAge,
            boolean decodingEachRead,
            Duration serveWhileDown,
            boolean messagingIfTrackingRefused) {
        this.bound = bound;
        this.size = size;
        this.weigher = weigher;
        this.maxAge = maxAge;
        this.decodingEachRead = decodingEachRead;
        this.serveWhileDown = serveWhileDown;
        this.messagingIfTrackingRefused = messagingIfTrackingRefused;
    }

    /**
     * Returns settings of a near cache with a maximum number of entries.
     *
     * @throws InvalidInputException if it is not from 1 to {@link #MAX_SIZE}
     */
    public static NearCacheSettings maxEntries(long entries) {
        return of(
                Bound.ENTRIES,
                RangeValidation.required("maxEntries of a near cache", entries, 1, MAX_SIZE),
                NearCacheSettings::one);
    }

    /**
     * Returns settings of a near cache that is bounded by the bytes of its keys and encoded values, and a fixed cost
     * for each entry. Decoded values often take several times the memory of encoded ones.
     *
     * @throws InvalidInputException if it is not from 1 KiB to {@link #MAX_SIZE}
     */
    public static NearCacheSettings maxBytes(long bytes) {
        return of(
                Bound.BYTES,
                RangeValidation.required("maxBytes of a near cache", bytes, MIN_BYTES, MAX_SIZE),
                NearCacheSettings::one);
    }

    /**
     * Returns settings of a near cache with a maximum total weight.
     *
     * @param weigher returns the weight of a value; less than 1 counts as 1; must be fast and must not block
     * @throws InvalidInputException if it is not from 1 to {@link #MAX_SIZE}
     */
    public static NearCacheSettings maxWeight(long weight, ToIntFunction<Object> weigher) {
        Objects.requireNonNull(weigher, "weigher");
        return of(Bound.WEIGHT, RangeValidation.required("maxWeight of a near cache", weight, 1, MAX_SIZE), weigher);
    }

    private static int one(Object value) {
        return 1;
    }

    private static NearCacheSettings of(Bound bound, long size, ToIntFunction<Object> weigher) {
        return new NearCacheSettings(bound, size, weigher, DEFAULT_MAX_AGE, false, Duration.ZERO, false);
    }

    /**
     * Returns a copy with a maximum age of values, counted from when they were read from Redis; one minute unless set.
     * It bounds how long a value may be outdated if everything else fails.
     */
    public NearCacheSettings maxAge(Duration age) {
        Duration checked = RangeValidation.required("maxAge of a near cache", age, Ttl.MIN, Ttl.MAX);
        return new NearCacheSettings(
                bound, size, weigher, checked, decodingEachRead, serveWhileDown, messagingIfTrackingRefused);
    }

    /**
     * Returns a copy that decodes a value again for each read, so that no two readers get the same object. For values
     * that can be changed; without it all readers share one object, which they must not change.
     */
    public NearCacheSettings decodeEachRead() {
        return new NearCacheSettings(bound, size, weigher, maxAge, true, serveWhileDown, messagingIfTrackingRefused);
    }

    /**
     * Returns a copy that answers from the near cache while Redis is unavailable, with values that may be outdated.
     * They are marked as {@link LoadedValue.Origin#NEAR_STORE_DOWN}, and as stale in a {@link Lookup}. Without it, all
     * values are dropped as soon as changes can no longer be noticed, and reads fall through to the loader. What this
     * process has changed or invalidated meanwhile is never returned. For regions only.
     *
     * @param atMost how long after the connection was lost
     */
    public NearCacheSettings serveWhileDown(Duration atMost) {
        Duration checked = RangeValidation.required("serveWhileDown of a near cache", atMost, Ttl.MIN, Ttl.MAX);
        return new NearCacheSettings(
                bound, size, weigher, maxAge, decodingEachRead, checked, messagingIfTrackingRefused);
    }

    /**
     * Returns a copy for servers that refuse tracking, as some proxies and managed services do, at first or later, for
     * example after a failover. Processes then tell each other of their changes by publish/subscribe, instead of
     * working without near caches. Each process that changes the region, or values under the key prefix, needs this
     * setting: it publishes each of its changes, which costs one more command, also where its own server tracks. Loads
     * and reads publish nothing.
     *
     * <p>Changes by this process are seen at once, as with tracking. Changes by other processes with this setting are
     * seen some milliseconds later; if a message is lost or cannot be sent, at the maximum age. Changes by all other
     * programs, and evictions, are always noticed at the maximum age only, which is {@link #MAX_AGE_WITH_MESSAGES} at
     * most. {@link NearCacheStatistics#state()} is {@link NearCacheStatistics.State#MESSAGES} meanwhile. Tracking is
     * tried again after pauses that grow from a second to a minute, and replaces the messages as soon as it works.
     */
    public NearCacheSettings messagesIfTrackingRefused() {
        return new NearCacheSettings(bound, size, weigher, maxAge, decodingEachRead, serveWhileDown, true);
    }

    /** Returns what bounds the size. */
    public Bound bound() {
        return bound;
    }

    /** Returns the maximum size, in units of {@link #bound()}. */
    public long size() {
        return size;
    }

    /** Returns the function that weighs values; 1 for each value unless the bound is {@link Bound#WEIGHT}. */
    public ToIntFunction<Object> weigher() {
        return weigher;
    }

    /** Returns the maximum age of a value. */
    public Duration maxAge() {
        return maxAge;
    }

    /** Returns whether values are decoded again for each read. */
    public boolean isDecodingEachRead() {
        return decodingEachRead;
    }

    /** Returns how long values are returned after the connection was lost; zero for not at all. */
    public Duration serveWhileDown() {
        return serveWhileDown;
    }

    /** Returns whether processes tell each other of changes where the server refuses tracking. */
    public boolean isMessagingIfTrackingRefused() {
        return messagingIfTrackingRefused;
    }

    /** Compares all settings; weighers are equal only if they are the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NearCacheSettings that
                && bound == that.bound
                && size == that.size
                && (bound != Bound.WEIGHT || weigher.equals(that.weigher))
                && maxAge.equals(that.maxAge)
                && decodingEachRead == that.decodingEachRead
                && serveWhileDown.equals(that.serveWhileDown)
                && messagingIfTrackingRefused == that.messagingIfTrackingRefused;
    }

    @Override
    public int hashCode() {
        return Objects.hash(bound, size, maxAge, decodingEachRead, serveWhileDown, messagingIfTrackingRefused);
    }

    @Override
    public String toString() {
        return "NearCacheSettings[" + bound + " " + size + ", maxAge " + maxAge
                + (decodingEachRead ? ", decodeEachRead" : "")
                + (serveWhileDown.isZero() ? "" : ", serveWhileDown " + serveWhileDown)
                + (messagingIfTrackingRefused ? ", messagesIfTrackingRefused" : "")
                + "]";
    }
}
