package io.redoubt.test.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Java process that runs a main class with the class path of this JVM. Not thread-safe. Its error output appears on the
 * error output of this JVM.
 */
public final class ChildJvm implements AutoCloseable {

    private static final long KILL_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the main class. */
    public static ChildJvm start(Class<?> mainClass, String... arguments) {
        return start(List.of(), mainClass, arguments);
    }

    /** Starts the main class with additional JVM options, such as {@code -Djava.io.tmpdir=/path}. */
    public static ChildJvm start(List<String> options, Class<?> mainClass, String... arguments) {
        return start(options, classPath(), mainClass, arguments);
    }

    /** Starts the main class with the classes of a directory instead of those with the same names. */
    public static ChildJvm startWith(Path classes, Class<?> mainClass, String... arguments) {
        return start(List.of(), classes + File.pathSeparator + classPath(), mainClass, arguments);
    }

    /** Returns the class path of this JVM. */
    public static String classPath() {
        // Surefire hides the class path in a generated jar and provides the actual class path in this property.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static ChildJvm start(List<String> options, String classPath, Class<?> mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // The process ends before compilation by C2 would pay off.
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for " + mainClass.getName(), e);
        }
    }

    /** Returns the next line of output. */
    public String line() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("the child JVM ended, and wrote no more");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line to the standard input. */
    public void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the process id, for signals. */
    public long pid() {
        return process.pid();
    }

    /**
     * Kills the process immediately, as {@code kill -9} does, even while it is suspended. Returns when it has
     * ended.
     */
    public void kill() {
        process.destroyForcibly();
        awaitExit(KILL_SECONDS);
    }

    /** Asks the process to end (SIGTERM), as a container platform does. */
    public void terminate() {
        Signal.TERM.send(pid());
    }

    /** Suspends the process (SIGSTOP), as a long pause of the garbage collector or of its machine does. */
    public void suspend() {
        Signal.STOP.send(pid());
    }

    /** Resumes the process (SIGCONT). */
    public void resume() {
        Signal.CONT.send(pid());
    }

    /** Waits for the process to end by itself and returns its exit code. */
    public int awaitExit(long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the child JVM did not end within " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the child JVM", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
