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
record Identity(long pid, long start) {

    private static final Path PROCESSES = Path.of("/proc");
    private static final Path NAMESPACE = PROCESSES.resolve("self/ns/pid");
    /** Among the words after the name of the program. */
    private static final int START_TICKS = 19;

    static Identity of(ProcessHandle process) {
        return new Identity(process.pid(), ticks(process.pid()).orElseGet(() -> millis(process)));
    }

    private static Optional<Long> ticks(long pid) {
        try {
            String line = Files.readString(PROCESSES.resolve(pid + "/stat"));
            // The name stands in parentheses, and may hold any character.
            String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Long.valueOf(words[START_TICKS]));
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    private static long millis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    static Identity parse(String line) {
        int space = line.indexOf(' ');
        return new Identity(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    /** In which processes have ids: containers may share a directory and not this. */
    static String namespace() {
        try {
            return Files.readSymbolicLink(NAMESPACE).toString();
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
