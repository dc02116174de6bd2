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
 * @param startMillis when it started, since 1970; 0 where the system does not tell
 */
record Identity(long pid, long startMillis) {

    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    static Identity of(ProcessHandle process) {
        return new Identity(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
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
        return pid + " " + startMillis;
    }
}
