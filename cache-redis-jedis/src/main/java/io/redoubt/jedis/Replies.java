package io.redoubt.jedis;

import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Turns what Jedis parsed from RESP2 into replies.
 *
 * <p>Jedis throws an error reply at the top and hands out the same exception as an element of an array; its message is the
 * server's line in either case.
 */
final class Replies {

    private Replies() {}

    /**
     * The reply that an object of Jedis stands for.
     *
     * @throws IllegalStateException if it is of a type that RESP2 does not have
     */
    static Reply of(@Nullable Object parsed) {
        if (parsed == null) {
            return Reply.Nil.NIL;
        }
        if (parsed instanceof byte[] bytes) {
            return Reply.Data.of(bytes);
        }
        if (parsed instanceof Long number) {
            return new Reply.Int(number);
        }
        if (parsed instanceof JedisDataException error) {
            return refusal(error);
        }
        if (parsed instanceof List<?> list) {
            List<Reply> elements = new ArrayList<>(list.size());
            for (Object element : list) {
                elements.add(of(element));
            }
            return new Reply.Array(elements);
        }
        throw new IllegalStateException("not a RESP2 type: " + parsed.getClass().getName());
    }

    /** The error reply behind an exception. */
    static Reply.Refusal refusal(JedisDataException error) {
        return Reply.Refusal.parse(String.valueOf(error.getMessage()));
    }
}
