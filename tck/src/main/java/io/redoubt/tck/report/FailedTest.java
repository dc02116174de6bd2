package io.redoubt.tck.report;

import io.redoubt.test.server.RedisServers;
import java.util.Optional;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Failed JUnit test or test class, with its display name, the first line of the failure, and its selector for Maven.
 * Immutable.
 *
 * @param selector value of Surefire's property {@code test} that selects it
 * @param sentence display name
 * @param cause first line of the failure
 */
record FailedTest(String selector, String sentence, String cause) {

    private static final int MAX_CAUSE = 400;

    /** Returns the failure of a test, or of the setup or teardown of a class; empty for other containers. */
    static Optional<FailedTest> of(TestIdentifier test, Throwable failure) {
        return test.getUniqueIdObject().getSegments().stream()
                .filter(segment -> segment.getType().equals("class"))
                .findFirst()
                .map(top -> new FailedTest(
                        selector(simpleName(top.getValue()), test), test.getDisplayName(), firstLine(failure)));
    }

    /** Returns the lines of the report: the test that failed and the command that runs it again. */
    String describe(String module) {
        String again = RedisServers.mavenCommand(
                "verify -pl " + module + " -am -Dsurefire.failIfNoSpecifiedTests=false '-Dtest=" + selector + "'");
        return """
                %s: %s
                    %s
                    server: %s
                    again:  %s
                """.formatted(selector, sentence, cause, RedisServers.description(), again);
    }

    /**
     * Returns the selector of one method. Surefire finds test classes by their own names, and methods by the
     * classes that declare them: for a test nested in a contract the selector names both.
     */
    private static String selector(String top, TestIdentifier test) {
        TestSource source = test.getSource().orElse(null);
        if (!(source instanceof MethodSource method)) {
            return top;
        }
        String declared = simpleName(method.getClassName());
        return (declared.equals(top) ? "" : top + ",") + declared + "#" + method.getMethodName();
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static String firstLine(Throwable failure) {
        String text = failure.toString()
                .strip()
                .lines()
                .reduce("", (all, line) -> all.isBlank() ? line : all + " " + line.strip());
        return text.length() <= MAX_CAUSE ? text : text.substring(0, MAX_CAUSE) + "...";
    }
}
