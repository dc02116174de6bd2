package io.redoubt.cache;

import io.redoubt.api.cache.RegionPolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes envelopes: how long what was loaded is kept, and whether it may be stored at all. Thread-safe. */
final class Filler {

    private static final Duration LEAST_KEPT = Duration.ofHours(1);

    private final RegionPolicy policy;
    private final EncodedValues values;
    private final Random random;

    Filler(RegionPolicy policy, EncodedValues values, Random random) {
        this.policy = policy;
        this.values = values;
        this.random = random;
    }

    /** Whether the region remembers this: a value, or, where it has a time for that, that there is none. */
    boolean isKept(@Nullable Object value) {
        return value != null || !policy.negativeTtl().isZero();
    }

    /** How long stamps are needed: far longer than any value that remembers them. */
    Duration keep(Duration ttl) {
        Duration kept = ttl.plus(policy.grace()).multipliedBy(2);
        return kept.compareTo(LEAST_KEPT) < 0 ? LEAST_KEPT : kept;
    }

    Duration keep() {
        return keep(policy.ttl());
    }

    /**
     * Whether what was loaded after this guard was read is still valid by the stamps of now. Stamps that are younger than the guard
     * may have been made because they were missing, and not because of an invalidation; but nobody can tell.
     */
    static boolean isValid(Stamp guard, RegionCells.Stamps now, Collection<String> tags) {
        if (now.guard().equals(guard)) {
            return true;
        }
        return now.guard().number() >= guard.number()
                && isNotAfter(now.region(), guard)
                && tags.stream().allMatch(tag -> {
                    Stamp stamp = now.tags().get(tag);
                    return stamp != null && isNotAfter(stamp, guard);
                });
    }

    private static boolean isNotAfter(Stamp stamp, Stamp guard) {
        return stamp.number() < guard.number() || stamp.equals(guard);
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
    Enveloped envelope(
            byte[] payload, Duration ttl, Duration cost, RegionCells.Stamps stamps, Collection<String> tags) {
        Duration life = jittered(ttl).plus(policy.grace());
        return envelope(payload, header(Kind.VALUE, life, cost, stamps, tags));
    }

    /** It in an envelope that there is no such thing. */
    Enveloped negative(Duration cost, RegionCells.Stamps stamps, Collection<String> tags) {
        return envelope(new byte[0], header(Kind.NEGATIVE, policy.negativeTtl(), cost, stamps, tags));
    }

    private static Enveloped envelope(byte[] payload, Header header) {
        return new Enveloped(Envelope.encode(header, payload), header.life());
    }

    private Header header(Kind kind, Duration life, Duration cost, RegionCells.Stamps stamps, Collection<String> tags) {
        return new Header(
                Mark.ofValue(random),
                kind == Kind.NEGATIVE,
                policy.schemaVersion(),
                life,
                kind == Kind.NEGATIVE ? Duration.ZERO : policy.grace(),
                cost,
                stamps.guard(),
                stamps.region(),
                only(tags, stamps));
    }

    private enum Kind {
        VALUE,
        NEGATIVE
    }

    private static Map<String, Stamp> only(Collection<String> tags, RegionCells.Stamps stamps) {
        Map<String, Stamp> own = new LinkedHashMap<>();
        for (String tag : tags) {
            Stamp stamp = stamps.tags().get(tag);
            if (stamp == null) {
                throw new IllegalStateException("no stamp for a tag that was asked for");
            }
            own.put(tag, stamp);
        }
        return own;
    }

    private Duration jittered(Duration ttl) {
        double part = policy.jitter() == 0 ? 0 : policy.jitter() * random.nextDouble();
        return Duration.ofMillis(Math.max(1, Math.round(ttl.toMillis() * (1 - part))));
    }
}
