package io.redoubt.redis.core.driver;

import io.redoubt.redis.spi.Command;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Lua script together with the SHA-1 digest that identifies the script on a server. Immutable, thread-safe.
 *
 * @param name the name for logs, for example {@code counter.lua}
 * @param source the Lua source
 * @param sha1 the SHA-1 of the source in hexadecimal, as required by {@code EVALSHA}
 */
public record Script(String name, String source, String sha1) {

    /** Creates a script and computes its digest. */
    public static Script of(String name, String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return new Script(name, source, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Returns the command that runs the script by digest. The first key routes it. */
    public Command evalsha(List<byte[]> keys, List<byte[]> arguments) {
        return call("EVALSHA", Command.ascii(sha1), keys, arguments);
    }

    /** Returns the command that runs the script by source, which also loads it into the server's script cache. */
    public Command eval(List<byte[]> keys, List<byte[]> arguments) {
        return call("EVAL", source.getBytes(StandardCharsets.UTF_8), keys, arguments);
    }

    private static Command call(String command, byte[] body, List<byte[]> keys, List<byte[]> arguments) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a script declares at least one key, which routes it");
        }
        List<byte[]> all = new ArrayList<>(2 + keys.size() + arguments.size());
        all.add(body);
        all.add(Command.ascii(keys.size()));
        all.addAll(keys);
        all.addAll(arguments);
        return Command.keyedAt(2, command, all);
    }

    @Override
    public String toString() {
        return "Script[" + name + " " + sha1 + "]";
    }
}
