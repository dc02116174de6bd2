package io.redoubt.cache.behind;

import io.redoubt.redis.core.KeySpace;

/** The keys of a shard, all in one slot. Arrays are not to be changed. */
final class ShardKeys {

    private final byte[] stream;
    private final byte[] pending;
    private final byte[] dead;
    private final byte[] lease;
    private final byte[] lastId;

    ShardKeys(KeySpace space, String name, int shard) {
        String tag = "{" + name + ":" + shard + "}:";
        this.stream = space.key(tag + "stream");
        this.pending = space.key(tag + "pending");
        this.dead = space.key(tag + "dead");
        this.lease = space.key(tag + "lease");
        this.lastId = space.key(tag + "id");
    }

    byte[] stream() {
        return stream;
    }

    byte[] pending() {
        return pending;
    }

    byte[] dead() {
        return dead;
    }

    byte[] lease() {
        return lease;
    }

    byte[] lastId() {
        return lastId;
    }
}
