package io.redoubt.redis.core;

import io.redoubt.redis.spi.Command;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The commands that nothing of ours ever sends. */
final class DenyList {

    /** Destroy or block a whole server, change it, or look into other clients' traffic. */
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

    /** Change the connection they are sent on, or block it: harmless on an exclusive one, ruin on a shared one. */
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

    /** Block if they are asked to. */
    private static final Set<String> STREAM_READS = Set.of("XREAD", "XREADGROUP");

    private static final String BLOCK = "BLOCK";

    private DenyList() {}

    /** Whether a command, in any case, must not be sent at all. */
    static boolean isDenied(String command) {
        return DANGEROUS.contains(command.toUpperCase(Locale.ROOT));
    }

    /** Whether a command must not be sent on a connection that others use too. */
    static boolean isDeniedOnSharedConnection(Command command) {
        String name = command.name();
        return DANGEROUS.contains(name) || CONNECTION_BOUND.contains(name) || (STREAM_READS.contains(name) && isBlocking(command));
    }

    private static boolean isBlocking(Command command) {
        return command.arguments().stream()
                .anyMatch(argument -> argument.length == BLOCK.length()
                        && new String(argument, StandardCharsets.ISO_8859_1).equalsIgnoreCase(BLOCK));
    }
}
