package io.redoubt.redis.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis command with its name, its arguments, and the key that determines the cluster node.
 *
 * <p>Immutable by contract: arrays are not copied, since they are on every hot path, and callers must not modify an
 * array that they have passed in. Thread-safe under that contract. {@link #toString()} shows only the name and
 * sizes, never a key or a value.
 */
public final class Command {

    private static final int NO_KEY = -1;

    private final String name;
    private final List<byte[]> arguments;
    private final int keyIndex;

    private Command(String name, List<byte[]> arguments, int keyIndex) {
        if (!isValidName(name)) {
            throw new IllegalArgumentException(
                    "command name must be upper-case ASCII without spaces, and not empty: '" + name + "'");
        }
        this.name = name;
        this.arguments = arguments;
        this.keyIndex = keyIndex;
    }

    /**
     * Returns whether a name is valid. A loop rather than a regular expression, since it runs for every command.
     * Strict, so that no other spelling of a name bypasses the list of denied commands.
     */
    private static boolean isValidName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Returns a command for one key, which is its first argument: {@code GET key}, {@code SET key value PX 100}. */
    public static Command keyed(String name, byte[] key, byte[]... arguments) {
        byte[][] all = new byte[arguments.length + 1][];
        all[0] = key;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new Command(name, List.of(all), 0);
    }

    /** Returns a command without a key, which any master can execute: {@code PING}, {@code INFO server}. */
    public static Command keyless(String name, byte[]... arguments) {
        return new Command(name, List.of(arguments), NO_KEY);
    }

    /**
     * Returns a command whose key is not its first argument: {@code XREAD COUNT 1 STREAMS key 0}.
     *
     * @param keyIndex the index of the routing key among the arguments
     */
    public static Command keyedAt(int keyIndex, String name, List<byte[]> arguments) {
        if (keyIndex < 0 || keyIndex >= arguments.size()) {
            throw new IllegalArgumentException(
                    "keyIndex of " + name + " must be within its " + arguments.size() + " arguments: " + keyIndex);
        }
        return new Command(name, List.copyOf(arguments), keyIndex);
    }

    /** Returns an argument of ASCII text, such as an option or a number. */
    public static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns an argument that is a decimal number. */
    public static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the name in upper case, without a subcommand. */
    public String name() {
        return name;
    }

    /** Returns all arguments in the order in which they are sent, including the key. */
    public List<byte[]> arguments() {
        return arguments;
    }

    /** Returns the key that determines the node that executes the command, or null for a command without a key. */
    public byte @Nullable [] routingKey() {
        return keyIndex == NO_KEY ? null : arguments.get(keyIndex);
    }

    /** Returns the total size of the arguments in bytes. */
    public long argumentBytes() {
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return name + "(" + arguments.size() + " arguments, " + argumentBytes() + " bytes)";
    }
}
