package io.redoubt.api.cache;

/**
 * Writes things to their source, and then into their region.
 *
 * <pre>{@code
 * WriteThrough<String, Profile> through = cache.writeThrough(
 *     WriteThroughSpec.of("profiles"), profiles, (id, profile) -> repository.save(id, profile));
 * through.put("42", changed);
 * }</pre>
 *
 * <p><b>The source first,</b> tried again with pauses between; the region gets the value once the source has taken it. If the region
 * cannot take it, the value there is invalidated, at once or as soon as the store answers (see {@link Region}); the write
 * has succeeded all the same, since the source has it.
 *
 * <p><b>Writers of one key at a time,</b> in this process or in others, are noticed: the source alone knows which of them was the
 * last, so the value in the region is invalidated and loaded by the next reader. Others notice it by a mark under the key, for which
 * a write takes two round trips before and one after that of the region.
 *
 * <p>A process that dies between the source and the region leaves the old value there, for its time to live at most.
 *
 * <p>Thread-safe, blocking. <b>When Redis is down</b> the source is written none the less, and the region's value invalidated later.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public interface WriteThrough<K, V> {

    /**
     * Writes a thing.
     *
     * @param tags up to {@value Region#MAX_TAGS} that end the value in the region when they are invalidated
     * @throws WriteFailedException if the source did not take it; the value in the region is invalidated then, since the source may
     *     have it all the same
     */
    void put(K key, V value, String... tags);

    /**
     * Removes a thing.
     *
     * @throws WriteFailedException if the source did not take it; the value in the region is invalidated then
     */
    void remove(K key);
}
