package io.redoubt.test.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Operating system signal that a test sends to a local process. Stateless. */
public enum Signal {
    /** Ends the process immediately, as a crash does. */
    KILL,
    /** Asks the process to end, as container platforms and service supervisors do. */
    TERM,
    /** Suspends the process. */
    STOP,
    /** Resumes the process. */
    CONT;

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /**
     * Sends this signal. For STOP and CONT, returns once the process is suspended or running, where the operating
     * system reports that.
     *
     * @throws IllegalStateException if there is no such process, or this user may not send signals to it
     */
    public void send(long pid) {
        shell("kill -" + name() + " " + pid);
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if ((this == STOP || this == CONT) && Files.isReadable(stat)) {
            boolean stopped = this == STOP;
            Awaitility.await(name() + " of process " + pid)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(MAX_WAIT)
                    .until(() -> isStopped(stat) == stopped);
        }
    }

    /** The state follows the name of the program, which is in parentheses and may contain any character. */
    private static boolean isStopped(Path stat) throws IOException {
        String line = Files.readString(stat);
        return line.charAt(line.lastIndexOf(')') + 2) == 'T';
    }

    private static void shell(String command) {
        try {
            // Built into the shell: slim images have no kill program.
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
