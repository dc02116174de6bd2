package io.redoubt.cache.internal.writebehind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Component that lists the writes abandoned after failures (dead letters) in Redis, and can queue them again. Each
 * shard of the queue keeps its dead letters in one Redis hash.
 */
final class RedisDeadLetters {

    private static final Script REVIVE = ScriptResources.load(RedisDeadLetters.class, "retry_dead_letters.lua");
    private static final byte[] COUNT = ascii("COUNT");
    private static final byte[] PAGE_SIZE = ascii(100);

    private final RedisOperations calls;
    private final List<RedisShardKeys> shards;
    private final OperationDescription operation;

    RedisDeadLetters(RedisOperations calls, List<RedisShardKeys> shards, OperationDescription operation) {
        this.calls = calls;
        this.shards = shards;
        this.operation = operation;
    }

    List<DeadLetter> list(int max) {
        // A map by key text, since HSCAN may return an element on more than one page.
        Map<String, DeadLetter> found = new LinkedHashMap<>();
        for (RedisShardKeys shard : shards) {
            scan(shard, page -> {
                for (int i = 0; i + 1 < page.size() && found.size() < max; i += 2) {
                    String keyText = ReplyValues.text(page.get(i));
                    found.put(keyText, WriteReplyParser.deadLetter(keyText, ReplyValues.bytes(page.get(i + 1))));
                }
                return found.size() < max;
            });
        }
        return List.copyOf(found.values());
    }

    int retry(int maxDepthOfShard) {
        int retried = 0;
        for (RedisShardKeys shard : shards) {
            int[] count = new int[1];
            scan(shard, page -> {
                RetriedPage retriedPage = retry(shard, page, maxDepthOfShard);
                count[0] += retriedPage.retried();
                return retriedPage.isRoomLeft();
            });
            retried += count[0];
        }
        return retried;
    }

    private record RetriedPage(int retried, boolean isRoomLeft) {}

    private RetriedPage retry(RedisShardKeys shard, List<Reply> page, int maxDepthOfShard) {
        if (page.isEmpty()) {
            return new RetriedPage(0, true);
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(ascii(maxDepthOfShard));
        for (int i = 0; i < page.size(); i += 2) {
            arguments.add(ReplyValues.bytes(page.get(i)));
        }
        Reply reply =
                calls.run(operation, REVIVE, List.of(shard.stream(), shard.pending(), shard.deadLetters()), arguments);
        List<Reply> counts = ReplyValues.elements(reply, 2);
        return new RetriedPage(ReplyValues.count(counts.get(0)), ReplyValues.number(counts.get(1)) == 1);
    }

    /**
     * Passes each page of the shard's dead letters to the predicate, until it returns false or there are no more
     * pages.
     */
    private void scan(RedisShardKeys shard, Predicate<List<Reply>> wantsMore) {
        byte[] cursor = ascii(0);
        boolean wanted;
        do {
            List<Reply> reply = ReplyValues.elements(
                    calls.read(operation, Command.keyed("HSCAN", shard.deadLetters(), cursor, COUNT, PAGE_SIZE)));
            cursor = ReplyValues.bytes(reply.get(0));
            wanted = wantsMore.test(ReplyValues.elements(reply.get(1)));
        } while (wanted && !(cursor.length == 1 && cursor[0] == '0'));
    }
}
