package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parser for the replies of the Lua scripts and for the values that they store. */
final class WriteReplyParser {

    private WriteReplyParser() {}

    /** Parses {@code <id>:<body>}. */
    static StoredWrite storedWrite(byte[] bytes) {
        int colon = colon(bytes, 0);
        return new StoredWrite(number(bytes, 0, colon), Arrays.copyOfRange(bytes, colon + 1, bytes.length));
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
        List<Reply> fields = ReplyValues.elements(reply, 3);
        return new PolledWrite(
                ReplyValues.text(fields.get(0)),
                ReplyValues.text(fields.get(1)),
                storedWrite(ReplyValues.bytes(fields.get(2))));
    }

    private static int colon(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        throw changedByAnotherProgram(null);
    }

    private static long number(byte[] bytes, int from, int to) {
        try {
            return Long.parseLong(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw changedByAnotherProgram(e);
        }
    }

    private static StoreRejectedException changedByAnotherProgram(@Nullable Throwable cause) {
        return new StoreRejectedException(
                "a pending write was changed by another program: write the key again, or delete it there",
                ReplyValues.UNEXPECTED,
                cause);
    }
}
