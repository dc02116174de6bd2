package io.redoubt.cache.behind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/** How many shards a name has, the same for all processes: with different numbers a key would have two places, and no order. */
final class ShardCountCheck {

    private static final byte[] NX = ascii("NX");

    private final RedisCalls calls;
    private final Operation operation;
    private final byte[] key;
    private final String name;
    private final int shards;
    private volatile boolean checked;

    ShardCountCheck(RedisCalls calls, KeySpace space, String name, int shards) {
        this.calls = calls;
        this.operation = new Operation("behind:" + name + ".open", name, space.start() + "{" + name + "}:shards");
        this.key = space.key("{" + name + "}:shards");
        this.name = name;
        this.shards = shards;
    }

    /**
     * Asks once, until there is an answer.
     *
     * @throws ConfigurationException if other processes have another number
     */
    void check() {
        if (checked) {
            return;
        }
        List<Reply> replies = calls.writeAll(
                operation, List.of(Command.keyed("SET", key, ascii(shards), NX), Command.keyed("GET", key)));
        String agreedCount = WriteReplyParser.text(replies.get(1));
        if (!agreedCount.equals(Integer.toString(shards))) {
            throw new ConfigurationException("write-behind '" + name + "' has " + agreedCount + " shards already, not "
                    + shards
                    + ": keep that number, or close it in all processes once nothing waits, and delete the key "
                    + operation.template());
        }
        checked = true;
    }
}
