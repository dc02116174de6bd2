package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * In-memory cache of the current versions of cache tags; a tag gets a new version whenever it is invalidated. Replacing
 * the version of a tag invalidates all cache entries with that tag. The cache saves reading them from the
 * {@link TagVersionStore} each time. While the region version stays the same, no tag has been invalidated, so the
 * versions in memory are current. Thread-safe; bounded.
 */
final class TagVersionCache {

    /** Maximum number of tags. When it is exceeded, the cache is emptied. */
    static final int MAX_TAGS = 10_000;

    /** Result of checking whether a value is still valid by the versions in this cache. */
    enum Validity {
        VALID,
        INVALID,
        UNKNOWN
    }

    private final TagVersionStore store;
    private final AtomicReference<@Nullable Snapshot> last = new AtomicReference<>();

    TagVersionCache(TagVersionStore store) {
        this.store = store;
    }

    /** Reads versions from the store, as {@link TagVersionStore#findVersions} does. */
    TagVersionStore.FoundVersions find(Collection<String> tags) {
        TagVersionStore.FoundVersions found = store.findVersions(tags);
        remember(found.regionVersion(), found.clearVersion(), found.tags());
        return found;
    }

    /** Reads or creates versions in the store, as {@link TagVersionStore#getOrCreateVersions} does. */
    TagVersionStore.Versions getOrCreate(Collection<String> tags, Duration retention) {
        TagVersionStore.Versions versions = store.getOrCreateVersions(tags, retention);
        remember(versions.regionVersion(), versions.clearVersion(), versions.tags());
        return versions;
    }

    /** Checks a value against the cached versions, without reading any. */
    Validity validityOf(EntryMetadata header, @Nullable TagVersion regionVersion) {
        if (regionVersion == null) {
            return Validity.INVALID;
        }
        if (regionVersion.equals(header.regionVersion())) {
            return Validity.VALID;
        }
        Snapshot snapshot = last.get();
        return snapshot == null || !snapshot.regionVersion.equals(regionVersion)
                ? Validity.UNKNOWN
                : snapshot.validityOf(header);
    }

    private void remember(
            @Nullable TagVersion regionVersion, @Nullable TagVersion clearVersion, Map<String, TagVersion> tags) {
        if (regionVersion == null || clearVersion == null) {
            return;
        }
        // Also by a region version with a smaller number: a slow reader brings one, which costs another reader a look
        // at
        // the store, and so does every read after numbers began again because another program had used them up.
        Snapshot snapshot = last.updateAndGet(old -> old == null || !old.regionVersion.equals(regionVersion)
                ? new Snapshot(regionVersion, clearVersion)
                : old);
        if (snapshot != null) {
            if (snapshot.tags.size() + tags.size() > MAX_TAGS) {
                snapshot.tags.clear();
            }
            snapshot.tags.putAll(tags);
        }
    }

    private record Snapshot(TagVersion regionVersion, TagVersion clearVersion, Map<String, TagVersion> tags) {

        Snapshot(TagVersion regionVersion, TagVersion clearVersion) {
            this(regionVersion, clearVersion, new ConcurrentHashMap<>());
        }

        Validity validityOf(EntryMetadata header) {
            if (!clearVersion.equals(header.clearVersion())) {
                return Validity.INVALID;
            }
            boolean unknown = false;
            for (Map.Entry<String, TagVersion> tag : header.tags().entrySet()) {
                TagVersion now = tags.get(tag.getKey());
                if (now != null && !Objects.equals(now, tag.getValue())) {
                    return Validity.INVALID;
                }
                unknown |= now == null;
            }
            return unknown ? Validity.UNKNOWN : Validity.VALID;
        }
    }
}
