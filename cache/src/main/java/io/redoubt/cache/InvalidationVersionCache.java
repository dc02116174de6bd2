package io.redoubt.cache;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Cache of the invalidation versions that were read under the newest known region version. While the region
 * version stays the same nothing has been invalidated, so the versions need not be read again. Thread-safe;
 * bounded.
 */
final class InvalidationVersionCache {

    /** Maximum number of tags. When it is exceeded, the cache is emptied. */
    static final int MAX_TAGS = 10_000;

    /** Whether a value is still valid, as far as the cache knows. */
    enum Validity {
        VALID,
        INVALID,
        UNKNOWN
    }

    private final AtomicReference<@Nullable Snapshot> newest = new AtomicReference<>();

    /** Checks a value against the cached versions, without reading any. */
    Validity validityOf(EnvelopeHeader header, @Nullable InvalidationVersion regionVersion) {
        if (regionVersion == null) {
            return Validity.INVALID;
        }
        if (regionVersion.equals(header.regionVersion())) {
            return Validity.VALID;
        }
        Snapshot snapshot = newest.get();
        return snapshot == null || !snapshot.regionVersion.equals(regionVersion)
                ? Validity.UNKNOWN
                : snapshot.validityOf(header);
    }

    /** Stores versions that were read as of one moment. */
    void remember(
            @Nullable InvalidationVersion regionVersion,
            @Nullable InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {
        if (regionVersion == null || clearVersion == null) {
            return;
        }
        Snapshot snapshot = newest.updateAndGet(
                old -> old == null || old.isBefore(regionVersion) ? new Snapshot(regionVersion, clearVersion) : old);
        if (snapshot != null && snapshot.regionVersion.equals(regionVersion)) {
            if (snapshot.tags.size() + tags.size() > MAX_TAGS) {
                snapshot.tags.clear();
            }
            snapshot.tags.putAll(tags);
        }
    }

    private record Snapshot(
            InvalidationVersion regionVersion,
            InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {

        Snapshot(InvalidationVersion regionVersion, InvalidationVersion clearVersion) {
            this(regionVersion, clearVersion, new ConcurrentHashMap<>());
        }

        boolean isBefore(InvalidationVersion other) {
            return !regionVersion.equals(other) && regionVersion.number() <= other.number();
        }

        Validity validityOf(EnvelopeHeader header) {
            if (!clearVersion.equals(header.clearVersion())) {
                return Validity.INVALID;
            }
            boolean unknown = false;
            for (Map.Entry<String, InvalidationVersion> tag : header.tags().entrySet()) {
                InvalidationVersion now = tags.get(tag.getKey());
                if (now != null && !Objects.equals(now, tag.getValue())) {
                    return Validity.INVALID;
                }
                unknown |= now == null;
            }
            return unknown ? Validity.UNKNOWN : Validity.VALID;
        }
    }
}
