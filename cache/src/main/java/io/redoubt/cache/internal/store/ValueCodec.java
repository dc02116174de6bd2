package io.redoubt.cache.internal.store;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.CheckedCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Codec wrapper that limits the size of cache values and counts hits, misses and values that cannot be decoded.
 * Thread-safe.
 */
public final class ValueCodec {

    private static final Logger LOG = LoggerFactory.getLogger(ValueCodec.class);

    private final CheckedCodec codec;
    private final int maxBytes;
    private final CacheCounters counters;
    private final LongSupplier nanoTime;
    private final LogThrottle throttle;
    private final String place;

    public ValueCodec(Codec codec, int maxBytes, CacheCounters counters, LongSupplier nanoTime) {
        this(CheckedCodec.of(codec), maxBytes, counters, nanoTime, new LogThrottle(nanoTime), "cache, key *");
    }

    private ValueCodec(
            CheckedCodec codec,
            int maxBytes,
            CacheCounters counters,
            LongSupplier nanoTime,
            LogThrottle throttle,
            String place) {
        this.codec = codec;
        this.maxBytes = maxBytes;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.throttle = throttle;
        this.place = place;
    }

    /** Returns a value codec on another codec, with the same limit and statistics. */
    public ValueCodec with(Codec another) {
        return new ValueCodec(CheckedCodec.of(another), maxBytes, counters, nanoTime, throttle, place);
    }

    /**
     * Returns a value codec for another place.
     *
     * @param place where the values are stored, for the log: the feature and the key template
     */
    public ValueCodec readFrom(String place) {
        return new ValueCodec(codec, maxBytes, counters, nanoTime, new LogThrottle(nanoTime), place);
    }

    /** Returns this codec if the bytes of equal elements can be equal. */
    ValueCodec comparing(String key) {
        if (codec.isRandomized()) {
            throw new ConfigurationException("the elements of the set '" + key + "' cannot be encoded by "
                    + codec.name() + ", which encodes equal elements differently: use cache.withCodec(another) for it");
        }
        return this;
    }

    /** Encodes a value that is to be stored under a key, and read as a type that is not known. */
    byte[] encode(String key, @Nullable Object value) {
        return limited(key, codec.encode(required(key, value)));
    }

    /** Encodes a value that is to be stored under a key, and read as the type. */
    public byte[] encode(String key, @Nullable Object value, TypeRef<?> type) {
        return limited(key, codec.encode(required(key, value), type));
    }

    private static Object required(String key, @Nullable Object value) {
        if (value == null) {
            throw new InvalidInputException("the value for key '" + key + "' is null: delete the key instead");
        }
        return value;
    }

    private byte[] limited(String key, byte[] bytes) {
        if (bytes.length > maxBytes) {
            throw new InvalidInputException("the value for key '" + key + "' has " + bytes.length + " bytes, and "
                    + maxBytes + " are allowed: store less under one key, or raise maxValueBytes");
        }
        return bytes;
    }

    /** Encodes elements that are to be stored under one key. */
    List<byte[]> encodeAll(String key, Collection<?> elements, TypeRef<?> type, int max) {
        NumericArgumentChecks.checkRange("the number of elements", elements.size(), 0, max);
        List<byte[]> encoded = new ArrayList<>(elements.size());
        elements.forEach(element -> encoded.add(encode(key, element, type)));
        return encoded;
    }

    /** Decodes a value that was read, and counts it as a hit or a miss; a value that does not decode is a miss. */
    <T> Optional<T> decode(byte @Nullable [] bytes, TypeRef<T> type) {
        Optional<T> value = bytes == null ? Optional.empty() : read(bytes, type);
        if (value.isPresent()) {
            counters.hit();
        } else {
            counters.miss();
        }
        return value;
    }

    /** Decodes elements in their order, without those that do not decode. */
    <T> List<T> decodeAll(List<byte[]> elements, TypeRef<T> type) {
        return elements.stream()
                .flatMap(element -> decodeElement(element, type).stream())
                .toList();
    }

    /** Decodes one element of a collection. It is counted only if it does not decode, as a miss. */
    <T> Optional<T> decodeElement(byte[] bytes, TypeRef<T> type) {
        Optional<T> value = read(bytes, type);
        if (value.isEmpty()) {
            counters.miss();
        }
        return value;
    }

    /** Decodes a value, which is counted only if it does not decode. */
    public <T> Optional<T> read(byte[] bytes, TypeRef<T> type) {
        try {
            return Optional.of(codec.decode(bytes, type));
        } catch (CodecException e) {
            return unreadable(bytes, type, e);
        }
    }

    /**
     * Counts and logs bytes that do not decode.
     *
     * @param reason what the codec throws, or would throw
     */
    public <T> Optional<T> unreadable(byte[] bytes, TypeRef<T> type, CodecException reason) {
        counters.undecodable();
        throttle.pass(leftOut -> {
            LOG.warn(
                    "{}: a stored value of {} bytes does not decode as {} and counts as missing; delete it, or read it"
                            + " as what was written: {}{}",
                    place,
                    bytes.length,
                    type,
                    FailureMessageRedactor.reasonOf(reason),
                    leftOut);
            FailureMessageRedactor.logStack(LOG, reason);
        });
        return Optional.empty();
    }

    /** Returns the codec, without limits and statistics. */
    public Codec codec() {
        return codec;
    }

    public CacheCounters counters() {
        return counters;
    }
}
