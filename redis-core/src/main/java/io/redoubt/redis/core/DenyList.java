package io.redoubt.redis.core;

import io.redoubt.redis.spi.Command;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * List of forbidden Redis commands: some would harm the whole server, others would change or block a shared connection.
 * The former are never sent, the latter only on exclusive connections.
 */
final class DenyList {

    /** Commands that destroy, block or change a whole server, or inspect the traffic of other clients. */
    private static final Set<String> DANGEROUS = Set.of(
            "ACL",
            "BGREWRITEAOF",
            "BGSAVE",
            "CLIENT",
            "CLUSTER",
            "CONFIG",
            "DEBUG",
            "FAILOVER",
            "FLUSHALL",
            "FLUSHDB",
            "FUNCTION",
            "KEYS",
            "MIGRATE",
            "MODULE",
            "MONITOR",
            "PFDEBUG",
            "PFSELFTEST",
            "PSYNC",
            "REPLCONF",
            "REPLICAOF",
            "RESTORE",
            "RESTORE-ASKING",
            "SAVE",
            "SCRIPT",
            "SENTINEL",
            "SHUTDOWN",
            "SLAVEOF",
            "SWAPDB",
            "SYNC");

    /**
     * Commands that change or block the connection on which they are sent: harmless on an exclusive connection,
     * fatal on a shared one.
     */
    private static final Set<String> CONNECTION_BOUND = Set.of(
            "ASKING",
            "AUTH",
            "BLMOVE",
            "BLMPOP",
            "BLPOP",
            "BRPOP",
            "BRPOPLPUSH",
            "BZMPOP",
            "BZPOPMAX",
            "BZPOPMIN",
            "DISCARD",
            "EXEC",
            "HELLO",
            "MULTI",
            "PSUBSCRIBE",
            "PUNSUBSCRIBE",
            "QUIT",
            "READONLY",
            "READWRITE",
            "RESET",
            "SELECT",
            "SSUBSCRIBE",
            "SUBSCRIBE",
            "SUNSUBSCRIBE",
            "UNSUBSCRIBE",
            "UNWATCH",
            "WAIT",
            "WAITAOF",
            "WATCH");

    /** Commands that block only if the BLOCK option is given. */
    private static final Set<String> STREAM_READS = Set.of("XREAD", "XREADGROUP");

    private static final String BLOCK = "BLOCK";

    private DenyList() {}

    /** Returns whether a command must never be sent. The name is compared without regard to case. */
    static boolean isDenied(String command) {
        return DANGEROUS.contains(command.toUpperCase(Locale.ROOT));
    }

    /** Returns whether a command must not be sent on a connection that is shared with other callers. */
    static boolean isDeniedOnSharedConnection(Command command) {
        String name = command.name();
        return DANGEROUS.contains(name)
                || CONNECTION_BOUND.contains(name)
                || (STREAM_READS.contains(name) && isBlocking(command));
    }

    private static boolean isBlocking(Command command) {
        return command.arguments().stream()
                .anyMatch(argument -> argument.length == BLOCK.length()
                        && new String(argument, StandardCharsets.ISO_8859_1).equalsIgnoreCase(BLOCK));
    }
}
