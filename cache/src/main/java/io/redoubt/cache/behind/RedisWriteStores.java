package io.redoubt.cache.behind;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisCalls;

/** On Redis, where it outlives this process. */
record RedisWriteStores(RedisCalls calls, KeySpace space) implements WriteStores {

    @Override
    public PendingWriteStore pendingWrites(String name, int shards) {
        return new RedisPendingWriteStore(calls, space, name, shards);
    }

    @Override
    public LastWriterMarks lastWriterMarks(String name) {
        return new RedisLastWriterMarks(calls, space.within(name));
    }

    @Override
    public void writeBehindClosed(String name) {
        // What is left is written by other processes.
    }
}
