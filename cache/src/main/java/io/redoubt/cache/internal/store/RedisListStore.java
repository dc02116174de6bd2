package io.redoubt.cache.internal.store;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.Ttl;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redis storage for lists of encoded elements, with one Redis list for each cache key. */
record RedisListStore(PrefixedRedisOperations redis) implements ListStore {

    private static final Script PUSH_FIRST = ScriptResources.load(RedisListStore.class, "list_push_first.lua");
    private static final Script PUSH_LAST = ScriptResources.load(RedisListStore.class, "list_push_last.lua");

    @Override
    public long push(String key, End end, List<byte[]> elements, int max, Ttl ttl) {
        List<byte[]> arguments = new ArrayList<>(elements.size() + 2);
        arguments.add(PrefixedRedisOperations.millis(ttl));
        arguments.add(ascii(max));
        arguments.addAll(elements);
        return ReplyValues.number(
                redis.run("sharedList.push", key, end == End.FIRST ? PUSH_FIRST : PUSH_LAST, arguments));
    }

    @Override
    public byte @Nullable [] pop(String key, End end) {
        return ReplyValues.bytesOrNull(redis.write("sharedList.pop", key, end == End.FIRST ? "LPOP" : "RPOP"));
    }

    @Override
    public List<byte[]> range(String key, long from, long to) {
        return ReplyValues.allBytes(redis.read("sharedList.range", key, "LRANGE", ascii(from), ascii(to)));
    }

    @Override
    public void keep(String key, End end, int count) {
        long from = end == End.FIRST ? 0 : -count;
        long to = end == End.FIRST ? count - 1 : -1;
        redis.write("sharedList.keep", key, "LTRIM", ascii(from), ascii(to));
    }

    @Override
    public long size(String key) {
        return ReplyValues.number(redis.read("sharedList.size", key, "LLEN"));
    }
}
