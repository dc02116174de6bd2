package io.redoubt.cache.internal.writethrough;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Redis storage for write-through marks: for each cache key, the random token of the most recently started write.
 */
final class RedisLastWriterMarks implements LastWriterMarks {

    private static final byte[] PX = ascii("PX");
    private static final byte[] TTL_MILLIS = ascii(Duration.ofHours(1).toMillis());

    private final RedisOperations calls;
    private final KeySpace space;

    RedisLastWriterMarks(RedisOperations calls, KeySpace space) {
        this.calls = calls;
        this.space = space;
    }

    @Override
    public void put(String keyText, String mark) {
        calls.write(operation(keyText), Command.keyed("SET", space.key(keyText), ascii(mark), PX, TTL_MILLIS));
    }

    @Override
    public void remove(String keyText) {
        calls.write(operation(keyText), Command.keyed("UNLINK", space.key(keyText)));
    }

    @Override
    public @Nullable String get(String keyText) {
        Reply reply = calls.read(operation(keyText), Command.keyed("GET", space.key(keyText)));
        return reply instanceof Reply.Data data ? data.text() : null;
    }

    private OperationDescription operation(String keyText) {
        return new OperationDescription("writeThrough", keyText, space.start() + "*");
    }
}
