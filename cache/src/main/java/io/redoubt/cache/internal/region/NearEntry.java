package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Value in a near cache (a cache in this process), with the data needed to check whether the value is still valid.
 * Immutable but for the version by which it was last found valid.
 *
 * <p>What each hit needs is in one small object, so that it takes few cache lines of the processor; the rest is behind
 * a reference.
 */
final class NearEntry<V> {

    private final @Nullable V value;
    private final LoadedValue<V> loaded;
    private final Origins<V> origins;
    private final long freshUntilNanos;
    private final int epoch;
    /**
     * The region version by which the value was last found valid; null if it needs none. Not volatile: a thread that
     * sees an older one only checks again.
     */
    private @Nullable TagVersion validBy;
    /** A time, by the clock of changes, after which no change has made the value invalid before it was found valid. */
    private volatile long validTime;

    /**
     * Data from which the entry was made, kept to check and decode it again.
     *
     * @param payload the encoded value; empty if it is never decoded again
     * @param endNanos when the value may no longer be returned at all
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Origins<V>(
            ReadResult.Value<V> read,
            @Nullable EntryMetadata header,
            byte[] payload,
            int weight,
            long readNanos,
            long endNanos) {}

    /**
     * Creates an entry.
     *
     * @param candidate what was read
     * @param payload the encoded value; empty if it is never to be decoded again
     * @param weight the weight of the entry
     * @param readNanos the time before the read
     * @param freshUntilNanos when the entry may no longer be returned as current
     * @param endNanos when it may no longer be returned at all
     * @param epoch the epoch of the near cache before the read
     * @param since the time of the clock of changes before the read
     */
    NearEntry(
            NearCandidate<V> candidate,
            byte[] payload,
            int weight,
            long readNanos,
            long freshUntilNanos,
            long endNanos,
            int epoch,
            long since) {
        ReadResult.Value<V> read = candidate.read();
        this.value = read.value();
        this.loaded = new LoadedValue<>(value, Origin.NEAR);
        this.origins = new Origins<>(read, candidate.header(), payload, weight, readNanos, endNanos);
        this.validBy = candidate.validBy();
        this.freshUntilNanos = freshUntilNanos;
        this.epoch = epoch;
        this.validTime = since;
    }

    private NearEntry(NearEntry<V> other, V value) {
        this.value = value;
        this.loaded = new LoadedValue<>(value, Origin.NEAR);
        this.origins = other.origins;
        this.validBy = other.validBy;
        this.freshUntilNanos = other.freshUntilNanos;
        this.epoch = other.epoch;
        this.validTime = other.validTime;
    }

    /** Returns a copy with another object as its value. */
    NearEntry<V> withValue(V value) {
        return new NearEntry<>(this, value);
    }

    /** Returns the value; null for a negative entry. */
    @Nullable
    V value() {
        return value;
    }

    /** Returns the value as a result of the region. The same object each time. */
    LoadedValue<V> loaded() {
        return loaded;
    }

    /** Returns the encoded value; empty if it was not to be kept. */
    byte[] payload() {
        return origins.payload;
    }

    /** Returns the metadata of the value; null if another program wrote it. */
    @Nullable
    EntryMetadata header() {
        return origins.header;
    }

    int weight() {
        return origins.weight;
    }

    int epoch() {
        return epoch;
    }

    /** Returns the region version by which the value was last found valid; null if it needs none. */
    @Nullable
    TagVersion validBy() {
        return validBy;
    }

    /**
     * Records that the value is valid by a region version.
     *
     * @param time the time of the clock of changes before that version was looked at
     */
    void foundValid(TagVersion version, long time) {
        validTime = time;
        validBy = version;
    }

    /** Returns a time of the clock of changes: if no version has changed since, the value is valid. */
    long validTime() {
        return validTime;
    }

    /** Returns whether the value may be returned as current at a time, as far as its age is concerned. */
    boolean isFresh(long nowNanos) {
        return nowNanos - freshUntilNanos < 0;
    }

    /** Returns the value as a read at a time would have found it. */
    ReadResult.Value<V> asOf(long nowNanos) {
        ReadResult.Value<V> read = origins.read;
        Duration since = Duration.ofNanos(nowNanos - origins.readNanos);
        Optional<Duration> age = read.age().map(then -> then.plus(since));
        long fresh = read.freshNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : read.freshNanos() - since.toNanos();
        return new ReadResult.Value<>(value, read.version(), age, fresh, read.cost());
    }

    /** Returns when the entry may no longer be returned at all, by the clock of the process in nanoseconds. */
    long endNanos() {
        return origins.endNanos;
    }
}
