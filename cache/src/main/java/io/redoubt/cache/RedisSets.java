package io.redoubt.cache;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.Ttl;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;

/** Sets on Redis: each one a set under a key of its own. */
record RedisSets(RedisArea area) implements SetCells {

    private static final Script ADD = Scripts.load(RedisSets.class, "set-add.lua");
    private static final Script MEMBERS = Scripts.load(RedisSets.class, "set-members.lua");

    @Override
    public int add(String key, List<byte[]> elements, Ttl ttl) {
        List<byte[]> arguments = new ArrayList<>(elements.size() + 1);
        arguments.add(RedisArea.millis(ttl));
        arguments.addAll(elements);
        return (int) Replies.number(area.run("setOf.add", key, ADD, arguments));
    }

    @Override
    public int remove(String key, List<byte[]> elements) {
        return (int) Replies.number(area.write("setOf.remove", key, "SREM", elements.toArray(byte[][]::new)));
    }

    @Override
    public boolean contains(String key, byte[] element) {
        return Replies.number(area.read("setOf.contains", key, "SISMEMBER", element)) == 1;
    }

    @Override
    public List<byte[]> members(String key, int most) {
        Reply reply = area.runReading("setOf.members", key, MEMBERS, ascii(most));
        if (reply instanceof Reply.Int size) {
            throw Refusals.tooManyMembers(key, size.value(), most);
        }
        return Replies.allBytes(reply);
    }

    @Override
    public long size(String key) {
        return Replies.number(area.read("setOf.size", key, "SCARD"));
    }
}
