package io.redoubt.session;

import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Accessors for the values of script replies, which fail on a reply type that the scripts do not document. */
final class ReplyValues {

    private ReplyValues() {}

    static List<Reply> elements(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements();
        }
        throw unexpected(reply);
    }

    static long number(Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw unexpected(reply);
    }

    static byte[] bytes(Reply reply) {
        if (reply instanceof Reply.Data data) {
            return data.value();
        }
        throw unexpected(reply);
    }

    static String text(Reply reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    static int count(Reply reply) {
        return Math.toIntExact(number(reply));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException unexpected(Reply reply) {
        return new IllegalStateException("Redis answered with "
                + reply.getClass().getSimpleName() + " where its scripts document something else");
    }
}
