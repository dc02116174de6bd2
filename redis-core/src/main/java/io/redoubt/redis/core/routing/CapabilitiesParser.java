package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parser that extracts a server's version and its supported commands from the replies to {@code INFO server} and {@code
 * COMMAND}.
 */
final class CapabilitiesParser {

    static final List<Command> COMMANDS =
            List.of(Command.keyless("INFO", Command.ascii("server")), Command.keyless("COMMAND"));

    private CapabilitiesParser() {}

    /**
     * Parses the capabilities of one server. A server that refuses to answer counts as {@code redis} with an empty
     * version and no commands.
     *
     * @param replies the replies to {@link #COMMANDS}, in that order
     */
    static Capabilities parse(List<Reply> replies) {
        String info = replies.get(0) instanceof Reply.Data data ? data.text() : "";
        String valkey = field(info, "valkey_version");
        return valkey.isEmpty()
                ? new Capabilities("redis", field(info, "redis_version"), commands(replies.get(1)))
                : new Capabilities("valkey", valkey, commands(replies.get(1)));
    }

    /**
     * Returns the capabilities that several servers have in common: the oldest version and the commands that all of
     * them know.
     */
    static Capabilities common(List<Capabilities> all) {
        Set<String> commonCommands = new HashSet<>(all.get(0).commands());
        all.forEach(capabilities -> commonCommands.retainAll(capabilities.commands()));
        Capabilities oldest = all.stream()
                .min(Comparator.comparing(Capabilities::version, CapabilitiesParser::compareVersions))
                .orElseThrow();
        return new Capabilities(oldest.server(), oldest.version(), commonCommands);
    }

    private static Set<String> commands(Reply reply) {
        Set<String> names = new HashSet<>();
        if (reply instanceof Reply.Array array) {
            for (Reply element : array.elements()) {
                if (element instanceof Reply.Array command
                        && !command.elements().isEmpty()
                        && command.elements().get(0) instanceof Reply.Data name) {
                    names.add(name.text().toUpperCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private static int compareVersions(String first, String second) {
        return Arrays.compare(numbers(first), numbers(second));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1))
                .mapToInt(part -> part.matches("[0-9]{1,9}") ? Integer.parseInt(part) : 0)
                .toArray();
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
