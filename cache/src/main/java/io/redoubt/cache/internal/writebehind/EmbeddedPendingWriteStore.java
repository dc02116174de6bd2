package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In-memory storage for writes of a write-behind queue that the data source has not yet received. The writes of each
 * shard (hash partition) are in an {@link EmbeddedShard}. It follows the same rules as the Redis implementation. Its
 * contents are lost when the process ends.
 */
final class EmbeddedPendingWriteStore implements PendingWriteStore {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPendingWriteStore.class);

    private final String name;
    private final List<EmbeddedShard> shards;

    EmbeddedPendingWriteStore(String name, int shards, MicrosecondClock clock, StateMemoryBudget budget) {
        this.name = name;
        this.shards = IntStream.range(0, shards)
                .mapToObj(shard -> new EmbeddedShard(clock, budget))
                .toList();
    }

    int shards() {
        return shards.size();
    }

    @Override
    public EnqueueResult enqueue(ShardedKey key, byte[] body, int maxDepthOfShard) {
        RedoubtInterruptedException.throwIfInterrupted("write-behind.enqueue");
        return shards.get(key.shard()).enqueue(key.keyText(), body, maxDepthOfShard);
    }

    @Override
    public List<PendingWriteLookupResult> pending(List<ShardedKey> keys) {
        RedoubtInterruptedException.throwIfInterrupted("write-behind.pending");
        List<PendingWriteLookupResult> found = new ArrayList<>(keys.size());
        for (ShardedKey key : keys) {
            StoredWrite write = shards.get(key.shard()).pending(key.keyText());
            found.add(write == null ? new PendingWriteLookupResult.None() : new PendingWriteLookupResult.Found(write));
        }
        return found;
    }

    @Override
    public PollResult poll(int shard, String token, Duration lease, int max) {
        return shards.get(shard).poll(token, lease, max);
    }

    @Override
    public boolean renew(int shard, String token, Duration lease) {
        return shards.get(shard).renew(token, lease);
    }

    @Override
    public void release(int shard, String token) {
        shards.get(shard).release(token);
    }

    @Override
    public boolean acknowledge(int shard, String token, List<PolledWrite> written) {
        return shards.get(shard).acknowledge(token, written);
    }

    @Override
    public DeadLetterResult moveToDeadLetters(
            int shard, String token, PolledWrite write, String reason, int maxDeadLettersOfShard) {
        return shards.get(shard).moveToDeadLetters(token, write, reason, maxDeadLettersOfShard);
    }

    @Override
    public List<ShardStatistics> states() {
        RedoubtInterruptedException.throwIfInterrupted("write-behind.states");
        return shards.stream().map(EmbeddedShard::state).toList();
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        RedoubtInterruptedException.throwIfInterrupted("write-behind.deadLetters");
        return shards.stream()
                .flatMap(shard -> shard.deadLetters().stream())
                .limit(max)
                .toList();
    }

    @Override
    public int retryDeadLetters(int maxDepthOfShard) {
        RedoubtInterruptedException.throwIfInterrupted("write-behind.retryDeadLetters");
        return shards.stream()
                .mapToInt(shard -> shard.retryDeadLetters(maxDepthOfShard))
                .sum();
    }

    @Override
    public void close() {
        long unwritten = shards.stream()
                .map(EmbeddedShard::state)
                .mapToLong(state -> state.depth() + state.deadLetters())
                .sum();
        if (unwritten > 0) {
            LOG.error(
                    "write-behind {}: {} accepted writes are not written, and lost with this process", name, unwritten);
        }
    }
}
