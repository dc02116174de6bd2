package io.redoubt.api.cache;

/**
 * Writer that stores each value in the data source, such as a database, before it stores the value in a cache
 * region.
 *
 * <pre>{@code
 * WriteThrough<String, Profile> through = profiles.writeThrough(repository::save);
 * through.put("42", changed);
 * }</pre>
 *
 * <p><b>The source first,</b> with retries and pauses between them; the region gets the value after the source has
 * accepted it. If the region cannot store the value, its current value is invalidated, immediately or as soon as
 * the store is available (see {@link Region}); the write has succeeded nevertheless, since the source has it.
 *
 * <p><b>Concurrent writers of one key,</b> in this process or in others, are detected. Only the source knows which
 * of them was the last, so the value in the region is invalidated and loaded by the next reader. Writers in other
 * processes are detected by a marker under the key, for which a write takes two round trips before that of the
 * region and one after it.
 *
 * <p>A process that dies between the source and the region leaves the old value in the region, at most for its
 * time to live.
 *
 * <p>Thread-safe, blocking. <b>When Redis is down</b> the source is written nevertheless, and the value in the
 * region is invalidated later.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface WriteThrough<K, V> {

    /**
     * Writes a value.
     *
     * @param tags up to {@value Region#MAX_TAGS} tags whose invalidation makes the value in the region invalid
     * @throws WriteFailedException if the source did not accept the write; the value in the region is invalidated
     *     then, since the source may have the write nevertheless
     */
    void put(K key, V value, String... tags);

    /**
     * Removes a value.
     *
     * @throws WriteFailedException if the source did not accept the removal; the value in the region is
     *     invalidated then
     */
    void remove(K key);
}
