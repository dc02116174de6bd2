package io.redoubt.redis.core.support;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Utility class that converts a Redis {@link Reply} to a Java value of the expected type. Every other reply is a
 * {@link StoreRejectedException} with the code {@value #UNEXPECTED}, which names the types but no content.
 */
public final class ReplyValues {

    /** Code of the exception for a reply of another type than documented. */
    public static final String UNEXPECTED = "UNEXPECTED_REPLY";

    private ReplyValues() {}

    /** Returns the value of an integer reply. */
    public static long number(Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw unexpected(reply, "an integer");
    }

    /** Returns the value of an integer reply that counts something, at most {@link Integer#MAX_VALUE}. */
    public static int count(Reply reply) {
        return (int) Math.min(number(reply), Integer.MAX_VALUE);
    }

    /** Returns the bytes of a string reply, which are not copied. */
    public static byte[] bytes(Reply reply) {
        if (reply instanceof Reply.Data data) {
            return data.value();
        }
        throw unexpected(reply, "a string");
    }

    /** Returns the bytes of a string reply, which are not copied, or null for a null reply. */
    public static byte @Nullable [] bytesOrNull(Reply reply) {
        return reply instanceof Reply.Nil ? null : bytes(reply);
    }

    /** Returns the text of a string reply, in UTF-8. */
    public static String text(Reply reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    /** Returns the elements of an array reply. */
    public static List<Reply> elements(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements();
        }
        throw unexpected(reply, "an array");
    }

    /** Returns the elements of an array reply that has at least so many. */
    public static List<Reply> elements(Reply reply, int atLeast) {
        List<Reply> elements = elements(reply);
        if (elements.size() < atLeast) {
            throw unexpected(reply, "an array of at least " + atLeast + " elements");
        }
        return elements;
    }

    /** Returns the bytes of all elements of an array of strings. */
    public static List<byte[]> allBytes(Reply reply) {
        List<Reply> elements = elements(reply);
        List<byte[]> all = new ArrayList<>(elements.size());
        elements.forEach(element -> all.add(bytes(element)));
        return all;
    }

    /**
     * Returns the exception for a reply that is not the documented one.
     *
     * @param documented what is documented: "an integer"
     */
    public static StoreRejectedException unexpected(Reply reply, String documented) {
        return new StoreRejectedException(
                "Redis replied with " + type(reply) + " where it documents " + documented
                        + ". Check that no proxy changes replies, and no other program writes the keys of Redoubt",
                UNEXPECTED,
                null);
    }

    private static String type(Reply reply) {
        return switch (reply.getClass().getSimpleName()) {
            case "Nil" -> "null";
            case "Int" -> "an integer";
            case "Data" -> "a string";
            case "Array" -> "an array";
            case "Refusal" -> "an error";
            default -> "nothing";
        };
    }
}
