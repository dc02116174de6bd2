package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Value in a near cache (a cache in this process), with the data needed to check whether the value is still valid.
 * Immutable but for the version by which it was last found valid.
 */
final class NearEntry<V> {

    private final ReadResult.Value<V> read;
    private final LoadedValue<V> loaded;
    private final @Nullable EnvelopeHeader header;
    private final byte[] payload;
    private final int weight;
    private final long readNanos;
    private final long freshUntilNanos;
    private final long endNanos;
    private final int epoch;
    /**
     * The region version by which the value was last found valid; null if it needs none. Not volatile: a thread that
     * sees an older one only checks again.
     */
    private @Nullable TagVersion validBy;
    /** A time, by the clock of changes, after which no change has made the value invalid before it was found valid. */
    private volatile long validTime;

    /**
     * Creates an entry.
     *
     * @param candidate what was read
     * @param weight the weight of the entry
     * @param readNanos the time before the read
     * @param freshUntilNanos when the entry may no longer be returned as current
     * @param endNanos when it may no longer be returned at all
     * @param epoch the epoch of the near cache before the read
     * @param since the time of the clock of changes before the read
     */
    NearEntry(
            NearCandidate<V> candidate,
            int weight,
            long readNanos,
            long freshUntilNanos,
            long endNanos,
            int epoch,
            long since) {
        this.read = candidate.read();
        this.loaded = new LoadedValue<>(read.value(), Origin.NEAR);
        this.header = candidate.header();
        this.payload = candidate.payload();
        this.validBy = candidate.validBy();
        this.weight = weight;
        this.readNanos = readNanos;
        this.freshUntilNanos = freshUntilNanos;
        this.endNanos = endNanos;
        this.epoch = epoch;
        this.validTime = since;
    }

    private NearEntry(NearEntry<V> other, V value) {
        this.read = other.read.withValue(value);
        this.loaded = new LoadedValue<>(value, Origin.NEAR);
        this.header = other.header;
        this.payload = other.payload;
        this.validBy = other.validBy;
        this.weight = other.weight;
        this.readNanos = other.readNanos;
        this.freshUntilNanos = other.freshUntilNanos;
        this.endNanos = other.endNanos;
        this.epoch = other.epoch;
        this.validTime = other.validTime;
    }

    /** Returns a copy with another object as its value. */
    NearEntry<V> withValue(V value) {
        return new NearEntry<>(this, value);
    }

    /** Returns the value as a result of the region. The same object each time. */
    LoadedValue<V> loaded() {
        return loaded;
    }

    /** Returns the encoded value. */
    byte[] payload() {
        return payload;
    }

    /** Returns the metadata of the value; null if another program wrote it. */
    @Nullable
    EnvelopeHeader header() {
        return header;
    }

    int weight() {
        return weight;
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
        Duration since = Duration.ofNanos(nowNanos - readNanos);
        Optional<Duration> age = read.age().map(then -> then.plus(since));
        long fresh = read.freshNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : read.freshNanos() - since.toNanos();
        return new ReadResult.Value<>(read.value(), read.version(), age, fresh, read.cost());
    }

    /** Returns when the entry may no longer be returned at all, by the clock of the process in nanoseconds. */
    long endNanos() {
        return endNanos;
    }
}
