package io.redoubt.cache.behind;

import io.redoubt.api.cache.DeadLetter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one name that wait for their source, in shards, on Redis or in this process: single steps, each of them atomic.
 *
 * <p>Of each entry one write waits, the last. Who writes those of a shard has its lease, named by a token; what comes from a token
 * whose lease is over changes nothing. Thread-safe. Errors are those of {@link io.redoubt.api.cache.WriteBehind}.
 */
interface PendingWriteStore {

    /** Accepts a write, in the place of the one that waits there, if one does. */
    EnqueueResult enqueue(ShardedKey key, byte[] body, int maxDepthOfShard);

    /** The writes that wait, one for each place, null where none does. One round trip a node. */
    List<@Nullable EncodedWrite> pending(List<ShardedKey> keys);

    /** Takes or renews the lease of a shard, if something waits in it, and reads what waits the longest. */
    PollResult poll(int shard, String token, Duration lease, int max);

    /** Renews a lease. Returns whether it was not over. */
    boolean renew(int shard, String token, Duration lease);

    /** Gives up a lease. */
    void release(int shard, String token);

    /**
     * Removes what has been written; where a newer write was accepted meanwhile, that one waits behind the others.
     *
     * @return whether the lease was not over
     */
    boolean acknowledge(int shard, String token, List<PolledWrite> written);

    /** Gives up a write. */
    DeadLetterResult moveToDeadLetters(int shard, String token, PolledWrite write, String reason, int maxDeadLettersOfShard);

    /** What each shard holds. */
    List<ShardState> states();

    /** So many dead letters at most. */
    List<DeadLetter> deadLetters(int max);

    /** Has dead letters wait again, as many as there is room for. Returns how many. */
    int retryDeadLetters(int maxDepthOfShard);
}
