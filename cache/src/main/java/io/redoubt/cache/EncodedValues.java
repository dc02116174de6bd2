package io.redoubt.cache;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import io.redoubt.redis.core.LogThrottle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from values to bytes and back, with the limit on their size and the count of what was found. Thread-safe. */
final class EncodedValues {

    private static final Logger LOG = LoggerFactory.getLogger(EncodedValues.class);

    private final Codec codec;
    private final int maxBytes;
    private final CacheCounts counts;
    private final LogThrottle throttle;

    EncodedValues(Codec codec, int maxBytes, CacheCounts counts, LongSupplier nanoTime) {
        this.codec = codec;
        this.maxBytes = maxBytes;
        this.counts = counts;
        this.throttle = new LogThrottle(nanoTime);
    }

    /** The bytes of a value that is to be stored under a key. */
    byte[] encode(String key, @Nullable Object value) {
        if (value == null) {
            throw new InvalidInputException("the value for key '" + key + "' is null: delete the key instead");
        }
        byte[] bytes = codec.encode(value);
        if (bytes.length > maxBytes) {
            throw new InvalidInputException("the value for key '" + key + "' has " + bytes.length + " bytes, and "
                    + maxBytes + " are allowed: store less under one key, or raise maxValueBytes");
        }
        return bytes;
    }

    /** The bytes of elements that are to be stored under one key. */
    List<byte[]> encodeAll(String key, Collection<?> elements, int max) {
        ArgumentChecks.checkRange("the number of elements", elements.size(), 0, max);
        List<byte[]> encoded = new ArrayList<>(elements.size());
        elements.forEach(element -> encoded.add(encode(key, element)));
        return encoded;
    }

    /** The value that was found, counted as hit or miss; what does not decode is a miss. */
    <T> Optional<T> decode(byte @Nullable [] bytes, TypeRef<T> type) {
        Optional<T> value = bytes == null ? Optional.empty() : read(bytes, type);
        if (value.isPresent()) {
            counts.hit();
        } else {
            counts.miss();
        }
        return value;
    }

    /** Those of the elements that decode, in their order. */
    <T> List<T> decodeAll(List<byte[]> elements, TypeRef<T> type) {
        return elements.stream()
                .flatMap(element -> decodeElement(element, type).stream())
                .toList();
    }

    /** An element of something larger; only what does not decode is counted, as a miss. */
    <T> Optional<T> decodeElement(byte[] bytes, TypeRef<T> type) {
        Optional<T> value = read(bytes, type);
        if (value.isEmpty()) {
            counts.miss();
        }
        return value;
    }

    /** The value in the bytes, counted only if it does not decode. */
    <T> Optional<T> read(byte[] bytes, TypeRef<T> type) {
        try {
            return Optional.of(codec.decode(bytes, type));
        } catch (CodecException e) {
            return unreadable(bytes, type);
        }
    }

    /** Counts what nobody can read. */
    <T> Optional<T> unreadable(byte[] bytes, TypeRef<T> type) {
        counts.undecodable();
        // Neither the key nor the codec's message: both may hold what a user wrote.
        throttle.pass(leftOut ->
                LOG.warn("a stored value of {} bytes does not decode as {}: a miss{}", bytes.length, type, leftOut));
        return Optional.empty();
    }

    CacheCounts counts() {
        return counts;
    }
}
