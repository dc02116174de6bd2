package io.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Storage port for the invalidation versions of all regions of one name, on Redis or in this process. Each operation
 * is one atomic step. Thread-safe. Errors are those of {@link io.redoubt.api.cache.CacheStore}.
 */
interface InvalidationVersionStore {

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
     * Versions as of one moment, none missing.
     *
     * @param regionVersion replaced with every invalidation in the region
     * @param clearVersion replaced when the region is cleared
     * @param tags the version of each requested tag
     */
    record Versions(
            InvalidationVersion regionVersion,
            InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {}

    /**
     * Versions as of one moment, as far as they exist.
     *
     * @param tags the versions of those requested tags that have one
     */
    record FoundVersions(
            @Nullable InvalidationVersion regionVersion,
            @Nullable InvalidationVersion clearVersion,
            Map<String, InvalidationVersion> tags) {}
}
