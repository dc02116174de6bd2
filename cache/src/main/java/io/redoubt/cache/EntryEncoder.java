package io.redoubt.cache;

import io.redoubt.api.cache.RegionPolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes envelopes: how long what was loaded is kept, and whether it may be stored at all. Thread-safe. */
final class EntryEncoder {

    private static final Duration MIN_RETENTION = Duration.ofHours(1);

    private final RegionPolicy policy;
    private final EncodedValues values;
    private final Random random;

    EntryEncoder(RegionPolicy policy, EncodedValues values, Random random) {
        this.policy = policy;
        this.values = values;
        this.random = random;
    }

    /** Whether the region remembers this: a value, or, where it has a time for that, that there is none. */
    boolean isStorable(@Nullable Object value) {
        return value != null || !policy.negativeTtl().isZero();
    }

    /** How long stamps are needed: far longer than any value that remembers them. */
    Duration retention(Duration ttl) {
        Duration kept = ttl.plus(policy.grace()).multipliedBy(2);
        return kept.compareTo(MIN_RETENTION) < 0 ? MIN_RETENTION : kept;
    }

    Duration retention() {
        return retention(policy.ttl());
    }

    /**
     * Whether what was loaded after this guard was read is still valid by the stamps of now. Stamps that are younger than the guard
     * may have been made because they were missing, and not because of an invalidation; but nobody can tell.
     */
    static boolean isValid(InvalidationVersion regionVersion, RegionStore.Versions now, Collection<String> tags) {
        if (now.regionVersion().equals(regionVersion)) {
            return true;
        }
        return now.regionVersion().number() >= regionVersion.number()
                && isNotAfter(now.clearVersion(), regionVersion)
                && tags.stream().allMatch(tag -> {
                    InvalidationVersion version = now.tags().get(tag);
                    return version != null && isNotAfter(version, regionVersion);
                });
    }

    private static boolean isNotAfter(InvalidationVersion version, InvalidationVersion regionVersion) {
        return version.number() < regionVersion.number() || version.equals(regionVersion);
    }

    /**
     * What the codec makes of a value.
     *
     * @throws io.redoubt.api.RedoubtException if it cannot be encoded, or is too large
     */
    byte[] payload(String entry, @Nullable Object value) {
        return values.encode(entry, value);
    }

    /** A value in its envelope. */
    EncodedEntry envelope(
            byte[] payload, Duration ttl, Duration cost, RegionStore.Versions versions, Collection<String> tags) {
        Duration life = jittered(ttl).plus(policy.grace());
        return envelope(payload, header(Kind.VALUE, life, cost, versions, tags));
    }

    /** It in an envelope that there is no such thing. */
    EncodedEntry negative(Duration cost, RegionStore.Versions versions, Collection<String> tags) {
        return envelope(new byte[0], header(Kind.NEGATIVE, policy.negativeTtl(), cost, versions, tags));
    }

    private static EncodedEntry envelope(byte[] payload, EnvelopeHeader header) {
        return new EncodedEntry(Envelope.encode(header, payload), header.life());
    }

    private EnvelopeHeader header(Kind kind, Duration life, Duration cost, RegionStore.Versions versions, Collection<String> tags) {
        return new EnvelopeHeader(
                EntryToken.newValueVersion(random),
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

    private static Map<String, InvalidationVersion> versionsOf(Collection<String> tags, RegionStore.Versions versions) {
        Map<String, InvalidationVersion> own = new LinkedHashMap<>();
        for (String tag : tags) {
            InvalidationVersion version = versions.tags().get(tag);
            if (version == null) {
                throw new IllegalStateException("no stamp for a tag that was asked for");
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
