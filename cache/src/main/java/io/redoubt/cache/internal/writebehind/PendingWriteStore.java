package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.DeadLetter;
import java.time.Duration;
import java.util.List;

/**
 * Storage interface for the waiting writes of one write-behind queue, implemented on Redis and in memory. The writes
 * are distributed over shards. Each step on a shard is atomic.
 *
 * <p>A key has at most one pending write, the last one accepted. A worker must hold the lease of a shard,
 * identified by a token, to take writes out of it; a call with a token whose lease has ended changes nothing.
 * Thread-safe. Errors are those of {@link io.redoubt.api.cache.WriteBehind}.
 */
interface PendingWriteStore {

    /** Accepts a write. If the key has a pending write, replaces it without changing its position. */
    EnqueueResult enqueue(ShardedKey key, byte[] body, int maxDepthOfShard);

    /** Looks for the pending write of each key. One round trip per node. The nodes fail separately. */
    List<PendingWriteLookupResult> pending(List<ShardedKey> keys);

    /**
     * Acquires or renews the lease of a shard, unless the shard is empty, and reads the writes that have been
     * pending the longest.
     */
    PollResult poll(int shard, String token, Duration lease, int max);

    /** Renews a lease. Returns whether it was still held. */
    boolean renew(int shard, String token, Duration lease);

    /** Releases a lease. */
    void release(int shard, String token);

    /**
     * Removes writes that have reached the source. If a newer write of a key was accepted meanwhile, it moves to
     * the end of the queue.
     *
     * @return whether the lease was still held
     */
    boolean acknowledge(int shard, String token, List<PolledWrite> written);

    /** Moves a write that has failed for good to the dead letters. */
    DeadLetterResult moveToDeadLetters(
            int shard, String token, PolledWrite write, String reason, int maxDeadLettersOfShard);

    /** Returns the state of each shard. */
    List<ShardStatistics> states();

    /** Returns dead letters, at most {@code max}. */
    List<DeadLetter> deadLetters(int max);

    /** Makes dead letters pending again, as many as the shards have room for, and returns their number. */
    int retryDeadLetters(int maxDepthOfShard);

    /** Notifies the store that its write-behind was closed. */
    default void close() {}
}
