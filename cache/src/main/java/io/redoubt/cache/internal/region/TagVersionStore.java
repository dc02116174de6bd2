package io.redoubt.cache.internal.region;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Storage interface for the versions of cache tags; a tag gets a new version whenever it is invalidated. Replacing the
 * version of a tag invalidates the values with that tag. It also stores the two version stamps of the region itself.
 * Implemented on Redis and in memory. Regions of one name share a store. Each operation is one atomic step.
 * Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}.
 */
interface TagVersionStore {

    /** Maximum number of tags that are read or invalidated in one call. The server handles them in one step. */
    int MAX_TAGS = 4_096;

    /**
     * Reads the region version, the clear version and the versions of tags, all as of the same moment. Creates
     * nothing.
     *
     * @param tags up to {@link #MAX_TAGS}
     */
    FoundVersions findVersions(Collection<String> tags);

    /**
     * Reads the region version, the clear version and the versions of tags, all as of the same moment, and creates
     * those that are missing. A created version has a number greater than that of every earlier region version.
     *
     * @param tags up to {@link #MAX_TAGS}
     * @param retention the minimum time for which the versions must remain stored
     */
    Versions getOrCreateVersions(Collection<String> tags, Duration retention);

    /**
     * Replaces the versions of these tags, and the region version with them.
     *
     * @param tags up to {@link #MAX_TAGS}
     */
    void invalidateTags(Collection<String> tags, Duration retention);

    /** Replaces the clear version of the region, and the region version with it. */
    void clear(Duration retention);

    /**
     * Complete set of versions, all read at the same moment.
     *
     * @param regionVersion replaced with every invalidation in the region
     * @param clearVersion replaced when the region is cleared
     * @param tags the version of each requested tag
     */
    record Versions(TagVersion regionVersion, TagVersion clearVersion, Map<String, TagVersion> tags) {

        /**
         * Returns whether a value with these tags that was loaded after a region version was read is still valid. A
         * version with a greater number than that region version may have been created because it was missing rather
         * than by an invalidation. The two cases cannot be told apart, so the value counts as invalid.
         */
        boolean keepValid(TagVersion seen, Collection<String> valueTags) {
            return regionVersion.equals(seen)
                    || (regionVersion.number() >= seen.number()
                            && clearVersion.isNotAfter(seen)
                            && valueTags.stream().allMatch(tag -> {
                                TagVersion version = tags.get(tag);
                                return version != null && version.isNotAfter(seen);
                            }));
        }
    }

    /**
     * Set of those versions that exist, all read at the same moment.
     *
     * @param tags the versions of those requested tags that have one
     */
    record FoundVersions(
            @Nullable TagVersion regionVersion, @Nullable TagVersion clearVersion, Map<String, TagVersion> tags) {}
}
