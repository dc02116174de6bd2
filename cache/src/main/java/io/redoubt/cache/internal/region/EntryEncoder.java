package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.store.ValueCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Encoder that turns a value, or the absence of a value, into the stored form of a cache entry. This form has
 * metadata and a time to live. The encoder also decides whether a loaded result may be stored. Thread-safe.
 */
final class EntryEncoder {

    private static final Duration MIN_RETENTION = Duration.ofHours(1);

    private final RegionSpec<?, ?> spec;
    private final ValueCodec values;
    private final Random random;

    EntryEncoder(RegionSpec<?, ?> spec, ValueCodec values, Random random) {
        this.spec = spec;
        this.values = values;
        this.random = random;
    }

    /**
     * Returns whether the region stores this result: always for a value; for null only if the region has a
     * negative time to live.
     */
    boolean isStorable(@Nullable Object value) {
        return value != null || !spec.negativeTtl().isZero();
    }

    /**
     * Returns the minimum retention of invalidation versions: far longer than any value that refers to them lives.
     */
    Duration retention(Duration ttl) {
        Duration longer = ttl.compareTo(spec.ttl()) > 0 ? ttl : spec.ttl();
        Duration kept = longer.plus(spec.grace()).multipliedBy(2);
        return kept.compareTo(MIN_RETENTION) < 0 ? MIN_RETENTION : kept;
    }

    Duration retention() {
        return retention(spec.ttl());
    }

    /**
     * Encodes a value.
     *
     * @throws io.redoubt.api.RedoubtException if it cannot be encoded, or is too large
     */
    byte[] payload(String entry, @Nullable Object value) {
        return values.encode(entry, value, spec.type());
    }

    /** Returns a new version of a value. */
    EntryVersion newVersion() {
        return EntryVersion.newValueVersion(random);
    }

    /** Returns a new load marker. */
    EntryVersion newLoadMarker() {
        return EntryVersion.newLoadMarker(random);
    }

    /** Returns a value in its envelope, with jitter applied to its time to live. */
    EncodedEntry envelope(
            byte[] payload, Duration ttl, Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        Duration life = jittered(ttl).plus(spec.grace());
        return envelope(payload, header(Kind.VALUE, life, cost, versions, tags));
    }

    /** Returns a negative entry: an envelope which records that the source has no value. */
    EncodedEntry negative(Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        return envelope(new byte[0], header(Kind.NEGATIVE, spec.negativeTtl(), cost, versions, tags));
    }

    private static EncodedEntry envelope(byte[] payload, EntryMetadata header) {
        return new EncodedEntry(EnvelopeCodec.encode(header, payload), header.life());
    }

    private EntryMetadata header(
            Kind kind, Duration life, Duration cost, TagVersionStore.Versions versions, Collection<String> tags) {
        return new EntryMetadata(
                newVersion(),
                kind == Kind.NEGATIVE,
                spec.schemaVersion(),
                life,
                kind == Kind.NEGATIVE ? Duration.ZERO : spec.grace(),
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
        double part = spec.jitter() == 0 ? 0 : spec.jitter() * random.nextDouble();
        return Duration.ofMillis(Math.max(1, Math.round(ttl.toMillis() * (1 - part))));
    }
}
