package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Writes one thing to its source, at once: the counterpart of a {@link Loader}.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
@FunctionalInterface
public interface Saver<K, V> {

    /**
     * Writes the thing, or removes it where it is null. Returns once the source has taken it. Runs on the caller's thread, again
     * if it throws.
     *
     * @throws Exception whatever goes wrong
     */
    void save(K key, @Nullable V value) throws Exception;
}
