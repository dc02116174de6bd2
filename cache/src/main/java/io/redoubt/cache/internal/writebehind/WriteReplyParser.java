package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parser for Redis replies that contain waiting or abandoned writes of a write-behind queue. */
final class WriteReplyParser {

    private static final int MAX_DIGITS = 16;
    private static final String UNREADABLE = "another program wrote it, in no form that can be read";

    private WriteReplyParser() {}

    /** Parses {@code <id>:<body>}; returns null for anything else, which another program wrote. */
    static @Nullable StoredWrite storedWriteOrNull(byte[] bytes) {
        int colon = colon(bytes, 0);
        long id = number(bytes, 0, colon);
        return id < 0 ? null : new StoredWrite(id, Arrays.copyOfRange(bytes, colon + 1, bytes.length));
    }

    /**
     * Parses {@code <ms>:<bytes of the reason>:<reason><id>:<body>}. Anything else, which another program wrote, is a
     * dead letter with the id 0 and the reason that it cannot be read.
     */
    static DeadLetter deadLetter(String keyText, byte[] bytes) {
        int first = colon(bytes, 0);
        long since = number(bytes, 0, first);
        int second = colon(bytes, first + 1);
        long reasonLength = number(bytes, first + 1, second);
        int reasonStart = second + 1;
        if (since < 0 || reasonLength < 0 || reasonLength > bytes.length - reasonStart) {
            return new DeadLetter(keyText, 0, UNREADABLE, Instant.EPOCH);
        }
        int reasonEnd = reasonStart + (int) reasonLength;
        long id = number(bytes, reasonEnd, colon(bytes, reasonEnd));
        return id < 0
                ? new DeadLetter(keyText, 0, UNREADABLE, Instant.EPOCH)
                : new DeadLetter(
                        keyText,
                        id,
                        new String(bytes, reasonStart, (int) reasonLength, StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(since));
    }

    static PolledWrite polledWrite(Reply reply) {
        List<Reply> fields = ReplyValues.elements(reply, 3);
        StoredWrite write = storedWriteOrNull(ReplyValues.bytes(fields.get(2)));
        if (write == null) {
            throw ReplyValues.unexpected(reply, "a pending write with its id");
        }
        return new PolledWrite(ReplyValues.text(fields.get(0)), ReplyValues.text(fields.get(1)), write);
    }

    /** Returns the index of the first colon from there on; the end if there is none. */
    private static int colon(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != ':') {
            i++;
        }
        return i;
    }

    /** Parses the decimal number before a colon; returns -1 if there is none, or one that no script wrote. */
    private static long number(byte[] bytes, int from, int colon) {
        if (colon >= bytes.length || colon <= from || colon - from > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < colon; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = 10 * number + (bytes[i] - '0');
        }
        return number;
    }
}
