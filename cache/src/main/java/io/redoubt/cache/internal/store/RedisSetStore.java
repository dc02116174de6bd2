package io.redoubt.cache.internal.store;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.Ttl;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;

/** Redis storage for sets of encoded elements, with one Redis set for each cache key. */
record RedisSetStore(PrefixedRedisOperations redis) implements SetStore {

    private static final Script ADD = ScriptResources.load(RedisSetStore.class, "set_add.lua");
    private static final Script MEMBERS = ScriptResources.load(RedisSetStore.class, "set_members.lua");

    @Override
    public int add(String key, List<byte[]> elements, Ttl ttl) {
        List<byte[]> arguments = new ArrayList<>(elements.size() + 1);
        arguments.add(PrefixedRedisOperations.millis(ttl));
        arguments.addAll(elements);
        return ReplyValues.count(redis.run("sharedSet.add", key, ADD, arguments));
    }

    @Override
    public int remove(String key, List<byte[]> elements) {
        return ReplyValues.count(redis.write("sharedSet.remove", key, "SREM", elements.toArray(byte[][]::new)));
    }

    @Override
    public boolean contains(String key, byte[] element) {
        return ReplyValues.number(redis.read("sharedSet.contains", key, "SISMEMBER", element)) == 1;
    }

    @Override
    public List<byte[]> members(String key, int max) {
        Reply reply = redis.runReading("sharedSet.members", key, MEMBERS, ascii(max));
        if (reply instanceof Reply.Int size) {
            throw StoreRejectedExceptions.tooManyMembers(key, size.value(), max);
        }
        return ReplyValues.allBytes(reply);
    }

    @Override
    public long size(String key) {
        return ReplyValues.number(redis.read("sharedSet.size", key, "SCARD"));
    }
}
