package io.redoubt.tck.report;

import io.redoubt.tck.server.RedisServers;
import java.util.Optional;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Test or test class that failed. Immutable.
 *
 * @param selector the value of Surefire's property {@code test} that selects it
 * @param sentence its display name
 * @param cause the first line of the failure
 */
record FailedTest(String selector, String sentence, String cause) {

    private static final int MAX_CAUSE = 400;

    /** The failure of a test, or of what runs before and after the tests of a class; empty for other containers. */
    static Optional<FailedTest> of(TestIdentifier test, Throwable failure) {
        return test.getUniqueIdObject().getSegments().stream()
                .filter(segment -> segment.getType().equals("class"))
                .findFirst()
                .map(top -> new FailedTest(
                        selector(simpleName(top.getValue()), test), test.getDisplayName(), firstLine(failure)));
    }

    /** The lines of the report: what failed and how to run it again. */
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
     * Selects one method. Surefire looks for test classes by their own names, and for methods by the classes that declare
     * them: of a test that is nested in a contract both are named.
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
