package io.redoubt.cache;

import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conversions of replies to the types that Redis documents for them. Any other reply is an {@link
 * IllegalStateException}.
 */
final class ReplyValues {

    private ReplyValues() {}

    static long number(Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw unexpected(reply, "an integer");
    }

    static byte @Nullable [] bytesOrNull(Reply reply) {
        return reply instanceof Reply.Nil ? null : bytes(reply);
    }

    static byte[] bytes(Reply reply) {
        return data(reply).value();
    }

    static String text(Reply reply) {
        return data(reply).text();
    }

    static List<Reply> array(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements();
        }
        throw unexpected(reply, "an array");
    }

    static List<byte[]> allBytes(Reply reply) {
        List<Reply> elements = array(reply);
        List<byte[]> all = new ArrayList<>(elements.size());
        elements.forEach(element -> all.add(bytes(element)));
        return all;
    }

    private static Reply.Data data(Reply reply) {
        if (reply instanceof Reply.Data data) {
            return data;
        }
        throw unexpected(reply, "a string");
    }

    private static IllegalStateException unexpected(Reply reply, String what) {
        return new IllegalStateException(
                "Redis answered " + reply.getClass().getSimpleName() + " where it documents " + what);
    }
}
