package io.redoubt.cache.internal.writebehind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Check that all processes divide a write-behind queue into the same number of partitions (shards). With different
 * numbers a key would belong to two shards, and its writes would have no order.
 */
final class ShardCountCheck {

    private static final byte[] NX = ascii("NX");

    private final RedisOperations calls;
    private final OperationDescription operation;
    private final byte[] key;
    private final String name;
    private final int shards;
    private volatile boolean checked;

    ShardCountCheck(RedisOperations calls, KeySpace space, String name, int shards) {
        this.calls = calls;
        this.operation =
                new OperationDescription("behind:" + name + ".open", name, space.start() + "{" + name + "}:shards");
        this.key = space.key("{" + name + "}:shards");
        this.name = name;
        this.shards = shards;
    }

    /**
     * Compares the number with that on Redis, or stores it there if there is none. Once it has succeeded, further
     * calls do nothing.
     *
     * @throws ConfigurationException if other processes use another number
     */
    void check() {
        if (checked) {
            return;
        }
        // Read first: a server without memory refuses SET, and what waits must be written all the same.
        byte[] agreed = ReplyValues.bytesOrNull(calls.read(operation, Command.keyed("GET", key)));
        String agreedCount = agreed == null ? store() : new String(agreed, StandardCharsets.UTF_8);
        if (!agreedCount.equals(Integer.toString(shards))) {
            throw new ConfigurationException("write-behind '" + name + "' has " + agreedCount + " shards already, not "
                    + shards
                    + ": keep that number, or close it in all processes once nothing waits, and delete the key "
                    + operation.template());
        }
        checked = true;
    }

    /** Stores the number, unless another process was faster. Returns the stored one. */
    private String store() {
        List<Reply> replies = calls.writeAll(
                operation, List.of(Command.keyed("SET", key, ascii(shards), NX), Command.keyed("GET", key)));
        return ReplyValues.text(replies.get(1));
    }
}
