package io.redoubt.api.cache;

import java.time.Duration;

/**
 * Handle with which a loader sets tags and a time to live for the loaded value, or keeps the value out of the cache. To
 * be used on the loader's thread only.
 */
public interface LoadContext {

    /**
     * Assigns tags to the value. The value becomes invalid when one of its tags is invalidated.
     *
     * @param tags up to {@value Region#MAX_TAGS} in all, each valid like a key: 1 to 1024 bytes of UTF-8 without
     *     braces and control characters
     * @throws io.redoubt.api.InvalidInputException if a tag is invalid, or there are too many
     */
    void tags(String... tags);

    /** Sets a time to live for this value, instead of that of its region. */
    void ttl(Duration ttl);

    /** Requests that the value is returned but not stored. */
    void doNotStore();
}
