package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Converter between the command and reply types of Redoubt and those of Jedis. A {@link Command} becomes Jedis
 * arguments, and a reply parsed by Jedis becomes a {@link Reply}.
 */
final class JedisTypeConverter {

    private JedisTypeConverter() {}

    /**
     * Returns a command in the form that Jedis writes. Arguments are passed by reference, since Jedis' own method
     * for adding an array copies it.
     */
    static CommandArguments encode(Command command) {
        byte[] name = command.name().getBytes(StandardCharsets.US_ASCII);
        CommandArguments encoded = new CommandArguments(() -> name);
        for (byte[] argument : command.arguments()) {
            Rawable byReference = () -> argument;
            encoded.add(byReference);
        }
        return encoded;
    }

    /**
     * Returns the reply for an object that Jedis parsed from RESP2. Jedis throws an error reply at the top level,
     * and returns the same exception as an element of an array; in both cases the exception's message is the
     * server's line.
     *
     * @throws IllegalStateException if the object has a type that RESP2 does not have
     */
    static Reply decode(@Nullable Object parsed) {
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
            return Reply.Refusal.parse(String.valueOf(error.getMessage()));
        }
        if (parsed instanceof List<?> list) {
            List<Reply> elements = new ArrayList<>(list.size());
            for (Object element : list) {
                elements.add(decode(element));
            }
            return new Reply.Array(elements);
        }
        throw new IllegalStateException("not a RESP2 type: " + parsed.getClass().getName());
    }
}
