package io.redoubt.cache.behind;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisCalls;

/** On Redis, where it outlives this process. */
record RedisBehindStore(RedisCalls calls, KeySpace space) implements BehindStore {

    @Override
    public Backlog backlog(String name, int shards) {
        return new RedisBacklog(calls, space, name, shards);
    }

    @Override
    public Marks marks(String name) {
        return new RedisMarks(calls, space.within(name));
    }

    @Override
    public void closed(String name) {
        // What is left is written by other processes.
    }
}
