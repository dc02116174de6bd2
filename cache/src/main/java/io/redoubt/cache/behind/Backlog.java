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
interface Backlog {

    /** Accepts a write, in the place of the one that waits there, if one does. */
    Acceptance accept(Place place, byte[] body, int depthOfShard);

    /** The writes that wait, one for each place, null where none does. One round trip a node. */
    List<@Nullable Queued> pending(List<Place> places);

    /** Takes or renews the lease of a shard, if something waits in it, and reads what waits the longest. */
    Take take(int shard, String token, Duration lease, int most);

    /** Renews a lease. Returns whether it was not over. */
    boolean renew(int shard, String token, Duration lease);

    /** Gives up a lease. */
    void release(int shard, String token);

    /**
     * Removes what has been written; where a newer write was accepted meanwhile, that one waits behind the others.
     *
     * @return whether the lease was not over
     */
    boolean acknowledge(int shard, String token, List<Item> written);

    /** Gives up a write. */
    Burial bury(int shard, String token, Item item, String reason, int deadLettersOfShard);

    /** What each shard holds. */
    List<ShardState> states();

    /** So many dead letters at most. */
    List<DeadLetter> deadLetters(int most);

    /** Has dead letters wait again, as many as there is room for. Returns how many. */
    int retryDeadLetters(int depthOfShard);
}
