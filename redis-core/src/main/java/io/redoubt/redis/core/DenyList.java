package io.redoubt.redis.core;

import java.util.Locale;
import java.util.Set;

/** The commands that nothing of ours ever sends. */
final class DenyList {

    /** Destroy or block a whole server, change it, or look into other clients' traffic. */
    private static final Set<String> DANGEROUS = Set.of(
            "ACL",
            "BGREWRITEAOF",
            "BGSAVE",
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
            "PSYNC",
            "REPLICAOF",
            "RESTORE",
            "SAVE",
            "SHUTDOWN",
            "SLAVEOF",
            "SWAPDB",
            "SYNC");

    /** Change the connection they are sent on, or block it: harmless on an exclusive one, ruin on a shared one. */
    private static final Set<String> STATEFUL = Set.of(
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
            "CLIENT",
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

    private DenyList() {}

    /** Whether a command, in any case, must not be sent at all. */
    static boolean denies(String command) {
        return DANGEROUS.contains(command.toUpperCase(Locale.ROOT));
    }

    /** Whether a command must not be sent on a connection that others use too. */
    static boolean deniesShared(String upperCaseCommand) {
        return DANGEROUS.contains(upperCaseCommand) || STATEFUL.contains(upperCaseCommand);
    }
}
