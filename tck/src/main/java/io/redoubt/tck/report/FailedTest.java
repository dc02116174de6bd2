package io.redoubt.tck.report;

import io.redoubt.tck.server.RedisServers;
import java.util.Optional;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
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
        return test.getSource()
                .flatMap(FailedTest::selector)
                .map(selector -> new FailedTest(selector, test.getDisplayName(), firstLine(failure)));
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

    private static Optional<String> selector(TestSource source) {
        if (source instanceof MethodSource method) {
            return Optional.of(simpleName(method.getClassName()) + "#" + method.getMethodName());
        }
        if (source instanceof ClassSource type) {
            return Optional.of(simpleName(type.getClassName()));
        }
        return Optional.empty();
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
