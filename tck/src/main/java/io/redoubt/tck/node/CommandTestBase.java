package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Base class of contract tests with helper methods that create Redis commands and read replies. */
abstract class CommandTestBase {

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

    /** Returns a command that the server does not answer until an element is pushed to the list. */
    static Command blockingPop(String key) {
        return Command.keyed("BLPOP", bytes(key), bytes("0"));
    }

    /** Returns the text of a reply that must be data. */
    static String text(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Data.class);
        return text(((Reply.Data) reply).value());
    }

    /** Returns the texts of replies that must be data. */
    static List<String> texts(List<Reply> replies) {
        return replies.stream().map(CommandTestBase::text).toList();
    }

    /** Returns the reason of a reply that must be missing. */
    static DriverException missingReason(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) reply).reason();
    }
}
