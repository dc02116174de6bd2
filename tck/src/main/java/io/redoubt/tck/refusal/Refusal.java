package io.redoubt.tck.refusal;

import java.util.List;
import java.util.Set;

/**
 * Error reply with which Redis, or a proxy in front of it, rejects a command, for example for lack of memory.
 *
 * @param message the code and the words of the server, in one line
 */
public record Refusal(String message) {

    /** All refusals, in the words of a server. */
    public static final List<Refusal> ALL = List.of(
            new Refusal("OOM command not allowed when used memory > 'maxmemory'."),
            new Refusal(
                    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."),
            new Refusal("NOREPLICAS Not enough good replicas to write."),
            new Refusal("NOPERM this user has no permissions to run this command"),
            new Refusal("NOAUTH Authentication required."),
            new Refusal("WRONGPASS invalid username-password pair or user is disabled."),
            new Refusal("WRONGTYPE Operation against a key holding the wrong kind of value"),
            new Refusal("ERR the proxy has no server"),
            new Refusal("BACKEND the proxy has no server"),
            new Refusal("LOADING Redis is loading the dataset in memory"),
            new Refusal("TRYAGAIN Multiple keys request during rehashing of slot"),
            new Refusal("BUSY Redis is busy running a script."),
            new Refusal("READONLY You can't write against a read only replica."),
            new Refusal("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
            new Refusal("CLUSTERDOWN Hash slot not served"));

    /** Some refusals for quick tests: at least one of each row of the documented table. */
    public static final List<Refusal> SAMPLES = ALL.stream()
            .filter(refusal -> Set.of("OOM", "NOPERM", "WRONGTYPE", "BACKEND", "LOADING", "READONLY")
                    .contains(refusal.code()))
            .toList();

    /** Returns the error code: the first word. */
    public String code() {
        return message.substring(0, message.indexOf(' '));
    }

    @Override
    public String toString() {
        return code();
    }
}
