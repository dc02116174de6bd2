package io.redoubt.cache.behind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The dead letters on Redis, one hash a shard, read page by page. */
final class RedisGraves {

    private static final Script REVIVE = Scripts.load(RedisGraves.class, "revive.lua");
    private static final byte[] COUNT = ascii("COUNT");
    private static final byte[] PAGE = ascii(100);

    private final RedisCalls calls;
    private final List<ShardKeys> shards;
    private final Operation operation;

    RedisGraves(RedisCalls calls, List<ShardKeys> shards, Operation operation) {
        this.calls = calls;
        this.shards = shards;
        this.operation = operation;
    }

    List<DeadLetter> list(int most) {
        // By key: a page may repeat what an earlier one had.
        Map<String, DeadLetter> found = new LinkedHashMap<>();
        for (ShardKeys shard : shards) {
            scan(shard, page -> {
                for (int i = 0; i + 1 < page.size() && found.size() < most; i += 2) {
                    String entry = Stored.text(page.get(i));
                    found.put(entry, Stored.deadLetter(entry, Stored.bytes(page.get(i + 1))));
                }
                return found.size() < most;
            });
        }
        return List.copyOf(found.values());
    }

    int revive(int depthOfShard) {
        int revived = 0;
        for (ShardKeys shard : shards) {
            int[] count = new int[1];
            scan(shard, page -> {
                int wanted = page.size() / 2;
                int done = revive(shard, page, depthOfShard);
                count[0] += done;
                return done == wanted || wanted == 0;
            });
            revived += count[0];
        }
        return revived;
    }

    private int revive(ShardKeys shard, List<Reply> page, int depthOfShard) {
        if (page.isEmpty()) {
            return 0;
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(ascii(depthOfShard));
        for (int i = 0; i < page.size(); i += 2) {
            arguments.add(Stored.bytes(page.get(i)));
        }
        return (int) Stored.number(
                calls.run(operation, REVIVE, List.of(shard.stream(), shard.pending(), shard.dead()), arguments));
    }

    /** Shows all pages, until one is the last that is wanted. */
    private void scan(ShardKeys shard, Predicate<List<Reply>> more) {
        byte[] cursor = ascii(0);
        boolean wanted;
        do {
            List<Reply> answer =
                    Stored.elements(calls.read(operation, Command.keyed("HSCAN", shard.dead(), cursor, COUNT, PAGE)));
            cursor = Stored.bytes(answer.get(0));
            wanted = more.test(Stored.elements(answer.get(1)));
        } while (wanted && !(cursor.length == 1 && cursor[0] == '0'));
    }
}
