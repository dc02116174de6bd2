package io.redoubt.cache.behind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Marks on Redis, each a string under a key of its own. */
final class RedisMarks implements Marks {

    private static final byte[] PX = ascii("PX");
    private static final byte[] KEEP = ascii(Duration.ofHours(1).toMillis());

    private final RedisCalls calls;
    private final KeySpace space;

    RedisMarks(RedisCalls calls, KeySpace space) {
        this.calls = calls;
        this.space = space;
    }

    @Override
    public void leave(String key, String mark) {
        calls.write(operation(key), Command.keyed("SET", space.key(key), ascii(mark), PX, KEEP));
    }

    @Override
    public @Nullable String last(String key) {
        Reply reply = calls.read(operation(key), Command.keyed("GET", space.key(key)));
        return reply instanceof Reply.Data data ? data.text() : null;
    }

    private Operation operation(String key) {
        return new Operation("writeThrough", key, space.start() + "*");
    }
}
