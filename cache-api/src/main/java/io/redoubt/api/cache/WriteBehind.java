package io.redoubt.api.cache;

import java.util.List;
import java.util.Optional;

/**
 * Accepts writes at once, and writes them to their source in the background.
 *
 * <pre>{@code
 * WriteBehind<String, Profile> behind = cache.writeBehind(
 *     WriteBehindSpec.of("profiles", Profile.class), profiles, batch -> repository.saveAll(batch));
 * behind.put("42", changed);                                      // accepted: durable in Redis
 * Profile profile = profiles.get("42", load -> repository.find(load.key())); // changed
 * }</pre>
 *
 * <p><b>Accepted is durable</b> as far as Redis is: in a stream and a hash, which outlive this process. Redis itself must be told to
 * keep its data ({@code appendonly yes}; {@code appendfsync always} if nothing may be lost with its machine), and not to evict
 * it ({@code maxmemory-policy noeviction} or {@code volatile-*}).
 *
 * <p><b>Order.</b> Keys are spread over shards. A shard is written by one process at a time, under a lease that other
 * processes take over when it ends; so the writes of a key reach the source in the order of their ids. Of several writes of a
 * key that wait, only the last is written. What a paused process may still do is what the ids are for: see {@link Writer}.
 *
 * <p><b>Failures of the source</b> are tried again with pauses between, in smaller and smaller batches down to one write. One that
 * fails alone for {@link WriteBehindSpec#attempts} times becomes a dead letter, with the reason: no longer pending, out of the way of
 * those behind it, and kept until it is retried or a newer write of its key is accepted. Dead letters are bounded; when there
 * are too many, the shard waits instead, and nothing is lost.
 *
 * <p><b>The region's value</b> is invalidated when a write is accepted, and again when it has been written or given up, so that it is right also if
 * the process that accepted it died in between. Loads of the region object that was given
 * see what is pending; loaders of others must be wrapped by {@link #reading}.
 *
 * <p><b>In this process</b> (embedded) the same holds, but for durability: what was accepted dies with the process, if it
 * ends without {@link #close()}. A WARN line says so, once.
 *
 * <p>Thread-safe, blocking. <b>When Redis is down</b>, {@link #put} and {@link #remove} throw
 * {@link io.redoubt.api.StoreUnavailableException}; if it {@link io.redoubt.api.StoreUnavailableException#mayHaveTakenEffect()}, the
 * write may have been accepted, and to repeat it is safe. Writing resumes by itself.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public interface WriteBehind<K, V> extends AutoCloseable {

    /**
     * Accepts a thing to be written. One round trip, and that of the invalidation.
     *
     * @return the id of the write
     * @throws BacklogFullException if too many keys wait to be written, and this one is not among them
     */
    long put(K key, V value);

    /**
     * Accepts a thing to be removed.
     *
     * @return the id of the write
     * @throws BacklogFullException if too many keys wait to be written, and this one is not among them
     */
    long remove(K key);

    /** The write of the key that was accepted last, if it has not been written yet. One round trip. */
    Optional<Write<K, V>> pending(K key);

    /**
     * The same loader, behind the pending writes: the value that waits to be written, null if it waits to be removed, and what the
     * loader gives otherwise. If Redis does not say what is pending, the loader is asked, and its value not stored.
     */
    Loader<K, V> reading(Loader<K, ? extends V> loader);

    /** The same bulk loader, behind the pending writes; it is given the keys that have none, if there are any. */
    BulkLoader<K, V> readingAll(BulkLoader<K, ? extends V> loader);

    /** What waits, in all processes, and what this one has done. One round trip a node. */
    WriteBehindStatistics statistics();

    /**
     * Writes that were given up.
     *
     * @param most how many are wanted at most, 1 to 10,000
     */
    List<DeadLetter> deadLetters(int most);

    /**
     * Has dead letters written again, as if they had been accepted anew, with the ids that they have. As many as there is
     * room for.
     *
     * @return how many
     */
    int retryDeadLetters();

    /**
     * Accepts no more, writes what is accepted for up to {@link WriteBehindSpec#drainWithin}, and ends its threads. What is left is
     * written by other processes, or by this one when it is started again; embedded, it is lost, which is logged. Idempotent.
     */
    @Override
    void close();
}
