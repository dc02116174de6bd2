package io.redoubt.test.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Identity of an operating system process: the process id and the start time. It differs from that of a later process
 * with the same id.
 *
 * @param pid the process id
 * @param start the start time. On Linux in clock ticks since boot, which every JVM reads alike even if the clock
 *     was set meanwhile; elsewhere in milliseconds since 1970, or 0 if unknown
 */
record ProcessIdentity(long pid, long start) {

    private static final Path PROC = Path.of("/proc");
    private static final Path PID_NAMESPACE = PROC.resolve("self/ns/pid");
    /** Index among the fields that follow the name of the program. */
    private static final int START_TIME_FIELD = 19;

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), ticks(process.pid()).orElseGet(() -> millis(process)));
    }

    private static Optional<Long> ticks(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"));
            // The name is in parentheses and may contain any character.
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

    /** Returns the PID namespace of this JVM. Containers may share a directory but not a PID namespace. */
    static String namespace() {
        try {
            return Files.readSymbolicLink(PID_NAMESPACE).toString();
        } catch (IOException | UnsupportedOperationException none) {
            return "none";
        }
    }

    /** Returns the process if it is still running. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(process -> of(process).equals(this));
    }

    String line() {
        return pid + " " + start;
    }
}
