package io.redoubt.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@DisplayName("The JUnit extension")
final class RedoubtExtensionTest {

    @Test
    @DisplayName("gives all parameters of one test the same Redoubt, and another to each test")
    void sharing() {
        assertThat(run(Sharing.class))
                .containsOnlyKeys("first()", "second()", "RedoubtExtensionTest$Sharing")
                .allSatisfy(this::succeeded);
        assertThat(Sharing.SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(Sharing.SEEN)
                .allSatisfy(closed -> assertThatThrownBy(() -> closed.locks().forceRelease("a"))
                        .isInstanceOf(ClosedException.class));
    }

    @Test
    @DisplayName("refuses a clock on a real server, saying why and what to do")
    void clockOnRedis() {
        assertThat(failure(ClockOnRedis.class))
                .hasMessageContainingAll("no ManualClock", "cannot be moved", "TestBackend.EMBEDDED");
    }

    @Test
    @DisplayName("refuses parameters that do not belong to one test, naming where they may stand")
    void beforeAll() {
        assertThat(failure(BeforeAllOfClass.class)).hasMessageContainingAll("@BeforeEach", "not of all");
    }

    @Test
    @DisplayName("takes the backend of a nested class from the class around it")
    void nested() {
        assertThat(run(Around.class)).allSatisfy(this::succeeded);
    }

    private void succeeded(String name, TestExecutionResult result) {
        assertThat(result.getStatus()).as("%s: %s", name, result).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    private static Throwable failure(Class<?> testClass) {
        return run(testClass).values().stream()
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow();
    }

    /** Runs a test class and returns the result of each test and container, by its display name. */
    private static Map<String, TestExecutionResult> run(Class<?> testClass) {
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .build();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(request, new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.getParentId().isPresent()) {
                            results.put(test.getDisplayName().replaceAll("\\(.*\\)", "()"), result);
                        }
                    }
                });
        return results;
    }

    /** Not found by the build, which runs only the classes whose names end with Test. */
    @RedoubtTest
    static class Sharing {

        static final List<Redoubt> SEEN = new ArrayList<>();

        private Redoubt before;

        @BeforeEach
        void begin(Redoubt redoubt, TestRedoubt test) {
            assertThat(test.redoubt()).isSameAs(redoubt);
            SEEN.add(redoubt);
            before = redoubt;
        }

        @Test
        void first(Redoubt redoubt, ManualClock clock, RedoubtSettings settings) {
            assertThat(redoubt).isSameAs(before);
            assertThat(settings.redis()).isNull();
            redoubt.cache().set("key", "value", Ttl.of(Duration.ofMinutes(1)));
            clock.advance(Duration.ofMinutes(1));
            assertThat(redoubt.cache().exists("key")).isFalse();
        }

        @Test
        void second(Redoubt redoubt) {
            assertThat(redoubt).isSameAs(before);
        }
    }

    static class ClockOnRedis {

        @Test
        @RedoubtTest(backend = TestBackend.REDIS)
        void test(ManualClock clock) {
            throw new AssertionError("reached with " + clock);
        }
    }

    @RedoubtTest
    static class BeforeAllOfClass {

        @BeforeAll
        @SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // must not be reached
        static void all(Redoubt redoubt) {
            throw new AssertionError("reached with " + redoubt);
        }

        @Test
        void test() {}
    }

    @RedoubtTest(backend = TestBackend.REDIS)
    static class Around {

        @Nested
        class Inside {

            @Test
            void test(RedoubtSettings settings) {
                assertThat(settings.redis()).isNotNull();
            }
        }
    }
}
