package io.redoubt.cache.internal.region;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.RegionPolicy;
import io.redoubt.cache.internal.store.ValueCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Encoder of entries: puts loaded values and negative results into envelopes with their times to live, and decides
 * whether they may be stored. Thread-safe.
 */
final class EntryEncoder {

    private static final Duration MIN_RETENTION = Duration.ofHours(1);

    private final RegionPolicy policy;
    private final ValueCodec values;
    private final TypeRef<?> type;
    private final Random random;

    EntryEncoder(RegionPolicy policy, ValueCodec values, TypeRef<?> type, Random random) {
        this.policy = policy;
        this.values = values;
        this.type = type;
        this.random = random;
    }

    /** Returns the codec of the values. */
    ValueCodec values() {
        return values;
    }

    /**
     * Returns whether the region stores this result: always for a value; for null only if the region has a
     * negative time to live.
     */
    boolean isStorable(@Nullable Object value) {
        return value != null || !policy.negativeTtl().isZero();
    }

    /**
     * Returns the minimum retention of invalidation versions: far longer than any value that refers to them lives.
     */
    Duration retention(Duration ttl) {
        Duration kept = ttl.plus(policy.grace()).multipliedBy(2);
        return kept.compareTo(MIN_RETENTION) < 0 ? MIN_RETENTION : kept;
    }

    Duration retention() {
        return retention(policy.ttl());
    }

    /**
     * Encodes a value.
     *
     * @throws io.redoubt.api.RedoubtException if it cannot be encoded, or is too large
     */
    byte[] payload(String entry, @Nullable Object value) {
        return values.encode(entry, value, type);
    }

    /** Returns a new version of a value. */
    EntryVersion newVersion() {
        return EntryVersion.newValueVersion(random);
    }

    /** Returns a value in its envelope, with jitter applied to its time to live. */
    EncodedEntry envelope(
            byte[] payload, Duration ttl, Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        Duration life = jittered(ttl).plus(policy.grace());
        return envelope(payload, header(Kind.VALUE, life, cost, versions, tags));
    }

    /** Returns a negative entry: an envelope which records that the source has no value. */
    EncodedEntry negative(Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        return envelope(new byte[0], header(Kind.NEGATIVE, policy.negativeTtl(), cost, versions, tags));
    }

    private static EncodedEntry envelope(byte[] payload, EnvelopeHeader header) {
        return new EncodedEntry(EnvelopeCodec.encode(header, payload), header.life());
    }

    private EnvelopeHeader header(
            Kind kind, Duration life, Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        return new EnvelopeHeader(
                newVersion(),
                kind == Kind.NEGATIVE,
                policy.schemaVersion(),
                life,
                kind == Kind.NEGATIVE ? Duration.ZERO : policy.grace(),
                cost,
                versions.regionVersion(),
                versions.clearVersion(),
                versionsOf(tags, versions));
    }

    private enum Kind {
        VALUE,
        NEGATIVE
    }

    private static Map<String, TagVersion> versionsOf(Collection<String> tags, TagVersionStore.Versions versions) {
        Map<String, TagVersion> own = new LinkedHashMap<>();
        for (String tag : tags) {
            TagVersion version = versions.tags().get(tag);
            if (version == null) {
                throw new IllegalStateException("no version for a requested tag");
            }
            own.put(tag, version);
        }
        return own;
    }

    private Duration jittered(Duration ttl) {
        double part = policy.jitter() == 0 ? 0 : policy.jitter() * random.nextDouble();
        return Duration.ofMillis(Math.max(1, Math.round(ttl.toMillis() * (1 - part))));
    }
}
