package io.redoubt.redis.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Outcome of a command sent to a Redis server: the server's reply, or the reason why no reply arrived. Immutable by
 * contract: byte arrays are not copied.
 *
 * <p>Status replies ({@code +OK}) and bulk strings are both {@link Data}, because the client libraries do not
 * distinguish them.
 */
public sealed interface Reply {

    /** Null reply, for example for an absent key or a failed condition. */
    record Nil() implements Reply {
        /** The only instance needed. */
        public static final Nil NIL = new Nil();
    }

    /** Integer reply. */
    record Int(long value) implements Reply {}

    /** Bulk string or status reply. */
    final class Data implements Reply {

        private final byte[] value;

        private Data(byte[] value) {
            this.value = value;
        }

        /** Returns a reply with these bytes, which are not copied. */
        public static Data of(byte[] value) {
            return new Data(value);
        }

        /** Returns the bytes of the reply, which are not copied. */
        public byte[] value() {
            return value;
        }

        /** Returns the bytes decoded as ISO 8859-1, for status words and numbers. */
        public String text() {
            return new String(value, StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return "Data[" + value.length + " bytes]";
        }
    }

    /** Array reply, whose elements may include error replies. */
    record Array(List<Reply> elements) implements Reply {}

    /**
     * Error reply.
     *
     * @param code the first word of the message: {@code ERR}, {@code WRONGTYPE}, {@code NOSCRIPT}
     * @param message the whole line, including the code
     */
    record Refusal(String code, String message) implements Reply {

        /** Parses the line that the server sent. */
        public static Refusal parse(String line) {
            int space = line.indexOf(' ');
            return new Refusal(space < 0 ? line : line.substring(0, space), line);
        }
    }

    /**
     * Placeholder for a reply that was not received. Occurs only in the results of pipelines and of calls to
     * several nodes, where other commands may have received their replies.
     */
    record Missing(DriverException reason) implements Reply {}
}
