package io.redoubt.tck.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * JUnit listener that prints all failed tests after the last test, each with the Maven command that runs it again. It
 * writes the same lines to {@code target/failed-tests/}. The build prints these files at its end.
 *
 * <p>Registered as a service. Thread-safe.
 */
public final class FailedTestsListener implements TestExecutionListener {

    private static final Path DIRECTORY = Path.of("target", "failed-tests");

    private final Queue<FailedTest> failed = new ConcurrentLinkedQueue<>();

    /** For the service loader. */
    public FailedTestsListener() {}

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            result.getThrowable()
                    .flatMap(failure -> FailedTest.of(test, failure))
                    .ifPresent(failed::add);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (failed.isEmpty()) {
            return;
        }
        String module = String.valueOf(Path.of("").toAbsolutePath().getFileName());
        String report = failed.stream().map(test -> test.describe(module)).collect(Collectors.joining());
        failed.clear();
        System.out.println("\nFailed tests\n" + report);
        write(report);
    }

    private static void write(String report) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(ProcessHandle.current().pid() + ".txt"), report);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + DIRECTORY.toAbsolutePath(), e);
        }
    }
}
