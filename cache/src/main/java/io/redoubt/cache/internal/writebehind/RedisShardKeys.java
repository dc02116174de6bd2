package io.redoubt.cache.internal.writebehind;

import io.redoubt.redis.core.KeySpace;

/**
 * Set of the Redis keys that store one partition (shard) of a write-behind queue. All keys are in one cluster slot.
 * Callers must not modify the arrays.
 */
final class RedisShardKeys {

    private final byte[] stream;
    private final byte[] pending;
    private final byte[] deadLetters;
    private final byte[] lease;
    private final byte[] lastId;

    RedisShardKeys(KeySpace space, String name, int shard) {
        String tag = "{" + name + ":" + shard + "}:";
        this.stream = space.key(tag + "stream");
        this.pending = space.key(tag + "pending");
        this.deadLetters = space.key(tag + "dead");
        this.lease = space.key(tag + "lease");
        this.lastId = space.key(tag + "id");
    }

    byte[] stream() {
        return stream;
    }

    byte[] pending() {
        return pending;
    }

    byte[] deadLetters() {
        return deadLetters;
    }

    byte[] lease() {
        return lease;
    }

    byte[] lastId() {
        return lastId;
    }
}
