package io.redoubt.api.cache;

import java.util.List;
import java.util.Optional;

/**
 * Queue that accepts writes to a cache region immediately and applies them to the data source in the background.
 *
 * <pre>{@code
 * WriteBehind<String, Profile> behind = profiles.writeBehind(repository::saveAll);
 * behind.put("42", changed);                                      // accepted: durable in Redis
 * Profile profile = profiles.get("42", repository::find);         // changed
 * }</pre>
 *
 * <p><b>Accepted is durable</b> as far as Redis is: an accepted write is in a stream and a hash, which outlive
 * this process. Redis itself must be configured to persist its data ({@code appendonly yes};
 * {@code appendfsync always} if nothing may be lost with its machine), and not to evict it
 * ({@code maxmemory-policy noeviction} or {@code volatile-*}).
 *
 * <p><b>Order.</b> Keys are spread over shards. A shard is written by one process at a time, under a lease that
 * other processes take over when it ends; so the writes of a key reach the source in the order of their ids. Of
 * several waiting writes of a key only the last is written. The ids protect the source from a paused process that
 * writes late: see {@link BatchWriter}.
 *
 * <p><b>Failures of the source</b> are retried with pauses between, in smaller and smaller batches down to one
 * write. A write that fails alone {@link WriteBehindSettings#attempts} times becomes a dead letter, with the reason.
 * It is then no longer pending, does not hold up the writes behind it, and is kept until it is retried or a newer
 * write of its key is accepted. The number of dead letters is bounded; when there are too many, the shard waits
 * instead, and nothing is lost.
 *
 * <p><b>The region's value</b> is invalidated when a write is accepted, and again when the write has been written
 * or given up, so that it is correct even if the process that accepted the write died in between. Loads of the
 * region object that opened this queue, and of its loading views, see pending writes; loaders of other region
 * objects must be wrapped by {@link #reading}.
 *
 * <p><b>Embedded</b> (in this process), the same holds except for durability: accepted writes are lost if the
 * process ends without {@link #close()}. This is logged once at WARN.
 *
 * <p>Thread-safe, blocking. <b>When Redis is down</b>, {@link #put} and {@link #remove} throw
 * {@link io.redoubt.api.StoreUnavailableException}. If its {@code mayHaveTakenEffect()} is true, the write may
 * have been accepted, and repeating it is safe. Background writing resumes by itself.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface WriteBehind<K, V> extends AutoCloseable {

    /**
     * Accepts a write of a value. One round trip, plus that of the invalidation.
     *
     * @return the id of the write
     * @throws BacklogFullException if too many keys wait to be written, and this key is not one of them
     */
    long put(K key, V value);

    /**
     * Accepts a removal of a value.
     *
     * @return the id of the write
     * @throws BacklogFullException if too many keys wait to be written, and this key is not one of them
     */
    long remove(K key);

    /** Returns the last accepted write of a key, if it has not been written yet. One round trip. */
    Optional<PendingWrite<K, V>> pending(K key);

    /**
     * Returns a loader that returns the value of a pending write, null for a pending removal, and otherwise the
     * value of the given loader. If Redis does not tell what is pending, the given loader is called, and its value
     * is not stored.
     */
    ContextLoader<K, V> reading(ContextLoader<? super K, ? extends V> loader);

    /** Returns a loader as {@link #reading(ContextLoader)} does. */
    default ContextLoader<K, V> reading(Loader<? super K, ? extends V> loader) {
        return reading(ContextLoader.<K, V>of(loader));
    }

    /**
     * Returns a bulk loader that serves pending writes first, and passes the keys without one, if any, to the
     * given bulk loader.
     */
    BulkContextLoader<K, V> readingAll(BulkContextLoader<K, ? extends V> loader);

    /** Returns a bulk loader as {@link #readingAll(BulkContextLoader)} does. */
    default BulkContextLoader<K, V> readingAll(BulkLoader<K, ? extends V> loader) {
        return readingAll(BulkContextLoader.<K, V>of(loader));
    }

    /**
     * Returns statistics of the waiting writes of all processes, and of the work of this one. One round trip per
     * node.
     */
    WriteBehindStatistics statistics();

    /**
     * Returns writes that were given up.
     *
     * @param most maximum number of results, 1 to 10,000
     */
    List<DeadLetter> deadLetters(int most);

    /**
     * Queues dead letters for another attempt, as if they had just been accepted, with the ids that they have.
     * Queues as many as there is room for.
     *
     * @return number of queued dead letters
     */
    int retryDeadLetters();

    /**
     * Stops accepting writes, writes accepted ones for up to {@link WriteBehindSettings#drainWithin}, and ends the
     * threads. Remaining writes are written by other processes, or by this one after a restart; embedded, they are
     * lost, which is logged. Idempotent.
     */
    @Override
    void close();
}
