package io.redoubt.cache.internal.store;

import io.redoubt.api.Codec;
import io.redoubt.api.TypeRef;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entry of a near cache (a cache in this process): the encoded bytes of a value, and the objects decoded from these
 * bytes. Immutable but for the objects, which are added as readers ask for further types. Thread-safe.
 */
final class NearValue {

    /** Maximum number of objects. Further types and codecs are decoded for each read. */
    private static final int MAX_OBJECTS = 4;

    private static final Decoded<?>[] NONE = {};

    private final byte @Nullable [] bytes;
    private final int weight;
    private final long endNanos;
    private final int epoch;
    /** Replaced, never changed. An object that two threads add at the same time may be lost, and is decoded again. */
    private volatile Decoded<?>[] objects = NONE;

    /**
     * Creates a value without objects.
     *
     * @param bytes not copied; null if the key does not exist
     * @param weight the weight in the near cache
     * @param endNanos when the value may no longer be returned
     * @param epoch the epoch of the near cache before the value was read
     */
    NearValue(byte @Nullable [] bytes, int weight, long endNanos, int epoch) {
        this.bytes = bytes;
        this.weight = weight;
        this.endNanos = endNanos;
        this.epoch = epoch;
    }

    /** Object that the bytes were decoded to. */
    private record Decoded<T>(TypeRef<T> type, Codec codec, Optional<T> value) {

        boolean isOf(TypeRef<?> asked, Codec by) {
            return (codec == by || codec.equals(by)) && type.equals(asked);
        }
    }

    /** Returns the object of a type, decoded at the first read; empty if there is no value, or it does not decode. */
    @SuppressWarnings("unchecked") // equal types have the same objects
    <T> Optional<T> as(TypeRef<T> type, ValueCodec values) {
        for (Decoded<?> each : objects) {
            if (each.isOf(type, values.codec())) {
                return (Optional<T>) each.value();
            }
        }
        Optional<T> decoded = decode(type, values);
        try {
            add(type, values, decoded);
        } catch (OutOfMemoryError e) {
            return decoded; // is decoded again by the next read
        }
        return decoded;
    }

    /** Returns a new object of a type; empty if there is no value, or it does not decode. */
    <T> Optional<T> decode(TypeRef<T> type, ValueCodec values) {
        return bytes == null ? Optional.empty() : values.read(bytes, type);
    }

    /** Adds an object that the bytes were decoded to. */
    <T> void add(TypeRef<T> type, ValueCodec values, Optional<T> decoded) {
        Decoded<?>[] before = objects;
        if (decoded.isPresent() && before.length < MAX_OBJECTS) {
            Decoded<?>[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = new Decoded<>(type, values.codec(), decoded);
            objects = after;
        }
    }

    int weight() {
        return weight;
    }

    /** Returns when the value may no longer be returned, by the clock of the process in nanoseconds. */
    long endNanos() {
        return endNanos;
    }

    int epoch() {
        return epoch;
    }
}
