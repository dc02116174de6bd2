package io.redoubt.tck.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same id.
 *
 * @param pid its id
 * @param start when it started: where the system tells, in its ticks since it was booted, which another JVM reads alike though
 *     the clock was set meanwhile; else in milliseconds since 1970, or 0
 */
record ProcessIdentity(long pid, long start) {

    private static final Path PROC = Path.of("/proc");
    private static final Path PID_NAMESPACE = PROC.resolve("self/ns/pid");
    /** Among the words after the name of the program. */
    private static final int START_TIME_FIELD = 19;

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), ticks(process.pid()).orElseGet(() -> millis(process)));
    }

    private static Optional<Long> ticks(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"));
            // The name stands in parentheses, and may hold any character.
            String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Long.valueOf(words[START_TIME_FIELD]));
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    private static long millis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    static ProcessIdentity parse(String line) {
        int space = line.indexOf(' ');
        return new ProcessIdentity(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    /** In which processes have ids: containers may share a directory and not this. */
    static String namespace() {
        try {
            return Files.readSymbolicLink(PID_NAMESPACE).toString();
        } catch (IOException | UnsupportedOperationException none) {
            return "none";
        }
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(process -> of(process).equals(this));
    }

    String line() {
        return pid + " " + start;
    }
}
