package io.redoubt.cache.behind;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;

/** Factory of stores on Redis, whose contents outlive this process. */
record RedisWriteStores(RedisOperations calls, KeySpace space) implements WriteStores {

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
        // Other processes write the remaining pending writes.
    }
}
