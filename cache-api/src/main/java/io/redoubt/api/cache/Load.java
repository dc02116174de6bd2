package io.redoubt.api.cache;

import java.time.Duration;

/**
 * One run of a {@link Loader}: what is to be loaded, and what the loader says about it. For the thread of the loader.
 *
 * @param <K> what identifies a thing
 */
public interface Load<K> {

    /** The key that was asked for. */
    K key();

    /**
     * Ties the value to tags: it ends when one of them is invalidated.
     *
     * @param tags up to {@value Region#MAX_TAGS} in all, each like a key: 1 to 1024 bytes of UTF-8 without braces and control characters
     * @throws io.redoubt.api.InvalidInputException if they are not
     */
    void tags(String... tags);

    /** Gives this value another time to live than that of its region. */
    void ttl(Duration ttl);

    /** Has the value returned and not stored. */
    void doNotStore();
}
