package io.redoubt.redis.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What came back for a command. Immutable by contract: byte arrays are not copied.
 *
 * <p>Status replies ({@code +OK}) and bulk strings are both {@link Data}: the clients do not tell them apart.
 */
public sealed interface Reply {

    /** Nothing: the absent key, the failed condition. */
    record Nil() implements Reply {
        /** The only one needed. */
        public static final Nil NIL = new Nil();
    }

    /** An integer. */
    record Int(long value) implements Reply {}

    /** A bulk string or a status. */
    final class Data implements Reply {

        private final byte[] value;

        private Data(byte[] value) {
            this.value = value;
        }

        /** A reply of these bytes, which are not copied. */
        public static Data of(byte[] value) {
            return new Data(value);
        }

        /** The bytes as they came. */
        public byte[] value() {
            return value;
        }

        /** The bytes read as ISO 8859-1, for status words and numbers. */
        public String text() {
            return new String(value, StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return "Data[" + value.length + " bytes]";
        }
    }

    /** A list of replies, in which errors may stand. */
    record Array(List<Reply> elements) implements Reply {}

    /**
     * The server's refusal.
     *
     * @param code its first word: {@code ERR}, {@code WRONGTYPE}, {@code NOSCRIPT}
     * @param message the whole line, the code included
     */
    record Refusal(String code, String message) implements Reply {

        /** Splits the line that the server sent. */
        public static Refusal parse(String line) {
            int space = line.indexOf(' ');
            return new Refusal(space < 0 ? line : line.substring(0, space), line);
        }
    }

    /** No reply came; only in pipelines and from several nodes, where other commands may have theirs. */
    record Missing(DriverException reason) implements Reply {}
}
