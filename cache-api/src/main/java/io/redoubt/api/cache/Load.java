package io.redoubt.api.cache;

/**
 * One run of a {@link Loader}: what is to be loaded.
 *
 * @param <K> what identifies a thing
 */
public interface Load<K> {

    /** The key that was asked for. */
    K key();
}
