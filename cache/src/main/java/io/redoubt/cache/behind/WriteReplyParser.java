package io.redoubt.cache.behind;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Parser for the replies of the Lua scripts and for the values that they store. */
final class WriteReplyParser {

    private WriteReplyParser() {}

    /** Parses {@code <id>:<body>}. */
    static EncodedWrite encodedWrite(byte[] bytes) {
        int colon = colon(bytes, 0);
        return new EncodedWrite(number(bytes, 0, colon), Arrays.copyOfRange(bytes, colon + 1, bytes.length));
    }

    /** Parses {@code <ms>:<bytes of the reason>:<reason><id>:<body>}. */
    static DeadLetter deadLetter(String keyText, byte[] bytes) {
        int first = colon(bytes, 0);
        int second = colon(bytes, first + 1);
        int reasonStart = second + 1;
        int reasonEnd = reasonStart + Math.toIntExact(number(bytes, first + 1, second));
        return new DeadLetter(
                keyText,
                number(bytes, reasonEnd, colon(bytes, reasonEnd)),
                new String(bytes, reasonStart, reasonEnd - reasonStart, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(number(bytes, 0, first)));
    }

    static PolledWrite polledWrite(Reply reply) {
        List<Reply> fields = elements(reply);
        return new PolledWrite(text(fields.get(0)), text(fields.get(1)), encodedWrite(bytes(fields.get(2))));
    }

    static long number(Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw unexpected(reply);
    }

    static List<Reply> elements(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements();
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

    private static int colon(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        throw new IllegalStateException("what waits to be written was changed by another program");
    }

    private static long number(byte[] bytes, int from, int to) {
        return Long.parseLong(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }

    private static IllegalStateException unexpected(Reply reply) {
        return new IllegalStateException("Redis answered " + reply + " where a script of ours does not");
    }
}
