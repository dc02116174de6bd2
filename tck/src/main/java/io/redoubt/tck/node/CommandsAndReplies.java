package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands that the themes of the contract send, and readers of the replies that they expect. */
abstract class CommandsAndReplies {

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static Command get(String key) {
        return Command.keyed("GET", bytes(key));
    }

    static Command set(String key, String value) {
        return Command.keyed("SET", bytes(key), bytes(value));
    }

    static Command ping() {
        return Command.keyless("PING");
    }

    static Command echo(String text) {
        return Command.keyless("ECHO", bytes(text));
    }

    static Command client(String... words) {
        byte[][] arguments = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = bytes(words[i]);
        }
        return Command.keyless("CLIENT", arguments);
    }

    /** A command that the server does not answer before somebody pushes to the list. */
    static Command blockingPop(String key) {
        return Command.keyed("BLPOP", bytes(key), bytes("0"));
    }

    /** The text of a reply that must be data. */
    static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Data.class);
        return text(((Reply.Data) reply).value());
    }

    /** The texts of replies that must be data. */
    static List<String> texts(List<Reply> replies) {
        return replies.stream().map(CommandsAndReplies::text).toList();
    }

    /** Why there is no reply, where there must be none. */
    static DriverException missingReason(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) reply).reason();
    }
}
