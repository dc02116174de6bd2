package io.redoubt.lettuce;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.redoubt.redis.spi.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce {@link CommandOutput} that builds a {@link Reply} from a Redis reply of any type. Used by one event loop
 * thread.
 */
final class ReplyOutput extends CommandOutput<byte[], byte[], Reply> {

    /**
     * The maximum capacity reserved for an array in advance. A server may announce any length, so memory is
     * allocated as elements arrive.
     */
    private static final int MAX_RESERVED = 1024;

    /** The arrays that are not complete, innermost first; null before the first array. */
    private @Nullable Deque<List<Reply>> open;

    private @Nullable Reply latest;

    ReplyOutput() {
        super(ByteArrayCodec.INSTANCE, Reply.Nil.NIL);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            latest = Reply.Nil.NIL;
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        latest = Reply.Data.of(copy);
    }

    @Override
    public void set(long integer) {
        latest = new Reply.Int(integer);
    }

    @Override
    public void setError(ByteBuffer line) {
        latest = Reply.Refusal.parse(StandardCharsets.UTF_8.decode(line).toString());
    }

    /**
     * Ignores errors of Lettuce, which reach the command as exceptions; here they would be taken for errors of the
     * server.
     */
    @Override
    public void setError(String error) {}

    @Override
    public void multi(int count) {
        if (count < 0) {
            latest = Reply.Nil.NIL;
            return;
        }
        if (open == null) {
            open = new ArrayDeque<>();
        }
        open.push(new ArrayList<>(Math.min(count, MAX_RESERVED)));
    }

    /** Handles the end of an element, around which {@code depth} arrays are still open. */
    @Override
    public void complete(int depth) {
        Deque<List<Reply>> arrays = open;
        Reply finished = arrays != null && arrays.size() > depth
                ? new Reply.Array(Collections.unmodifiableList(arrays.pop()))
                : scalar();
        List<Reply> around = arrays == null ? null : arrays.peek();
        if (around == null) {
            output = finished;
        } else {
            around.add(finished);
        }
    }

    private Reply scalar() {
        Reply reply = latest;
        latest = null;
        // The only reply that Lettuce's decoder discards, because of Lettuce's own MULTI support.
        return reply != null ? reply : Reply.Data.of("QUEUED".getBytes(StandardCharsets.US_ASCII));
    }
}
