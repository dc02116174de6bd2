package io.redoubt.tck.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What a test does to a process of this machine. Stateless. */
public enum Signal {
    /** Ends it at once, as a crash does. */
    KILL,
    /** Lets it stand still. */
    STOP,
    /** Lets it go on. */
    CONT;

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /**
     * Sends this signal; for STOP and CONT returns once the process stands or runs, where the system tells.
     *
     * @throws IllegalStateException if there is no such process, or none that may be sent signals
     */
    public void send(long pid) {
        shell("kill -" + name() + " " + pid);
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (this != KILL && Files.isReadable(stat)) {
            boolean stopped = this == STOP;
            Awaitility.await(name() + " of process " + pid)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(MAX_WAIT)
                    .until(() -> isStopped(stat) == stopped);
        }
    }

    /** The state is the word after the name of the program, which stands in parentheses and may hold any character. */
    private static boolean isStopped(Path stat) throws IOException {
        String line = Files.readString(stat);
        return line.charAt(line.lastIndexOf(')') + 2) == 'T';
    }

    private static void shell(String command) {
        try {
            // The shell's own kill: slim images have no program of that name.
            Process shell = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            if (!shell.waitFor(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS) || shell.exitValue() != 0) {
                shell.destroyForcibly();
                throw new IllegalStateException("Failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed: " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during: " + command, e);
        }
    }
}
