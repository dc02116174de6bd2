package io.redoubt.test;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * JUnit extension that passes a new {@link Redoubt} instance to each test as a parameter and closes it afterwards.
 * Thread-safe, for JUnit 5.8 and newer.
 *
 * <p>Parameters of a test method, {@code @BeforeEach} and {@code @AfterEach} can be the {@link Redoubt}, its
 * {@link RedoubtSettings}, the {@link RedisFaults}, the {@link TestRedoubt} that has all of them and, unless on a real
 * server, the {@link ManualClock}. All parameters of one test belong to the same Redoubt.
 *
 * <p>{@link RedoubtTest} chooses the backend. With settings of the application's own the extension is registered as a
 * field instead:
 *
 * <pre>{@code @RegisterExtension
 * static final RedoubtExtension REDOUBT = RedoubtExtension.embedded(settings -> settings.sessionMaxPerUser(1));
 * }</pre>
 */
public final class RedoubtExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(RedoubtExtension.class);
    private static final Map<Class<?>, Function<TestRedoubt, Object>> PARAMETERS = Map.of(
            TestRedoubt.class, test -> test,
            Redoubt.class, TestRedoubt::redoubt,
            RedoubtSettings.class, TestRedoubt::settings,
            RedisFaults.class, TestRedoubt::faults,
            ManualClock.class, TestRedoubt::clock);

    private final @Nullable TestBackend backend;
    private final Consumer<RedoubtSettings.Builder> settings;

    /** Creates an extension with the default settings, on the backend that {@link RedoubtTest} names. */
    public RedoubtExtension() {
        this(null, settings -> {});
    }

    private RedoubtExtension(@Nullable TestBackend backend, Consumer<RedoubtSettings.Builder> settings) {
        this.backend = backend;
        this.settings = settings;
    }

    /** Creates an extension with embedded Redoubts; see {@link TestRedoubt#embedded(Consumer)}. */
    public static RedoubtExtension embedded(Consumer<RedoubtSettings.Builder> settings) {
        return new RedoubtExtension(TestBackend.EMBEDDED, settings);
    }

    /** Creates an extension with Redoubts on a real server; see {@link TestRedoubt#onRedis(Consumer)}. */
    public static RedoubtExtension onRedis(Consumer<RedoubtSettings.Builder> settings) {
        return new RedoubtExtension(TestBackend.REDIS, settings);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("each test has its own " + type.getSimpleName()
                    + ": take it as a parameter of the test method or of a @BeforeEach method, not of "
                    + parameter.getDeclaringExecutable().getName());
        }
        TestBackend chosen = backend(context);
        if (type == ManualClock.class && chosen == TestBackend.REDIS) {
            throw new ParameterResolutionException(
                    "a test on a real Redis server has no ManualClock, since the clock of"
                            + " the server cannot be moved: use TestBackend.EMBEDDED for what ends by time, or wait for the"
                            + " server");
        }
        TestRedoubt test = context.getStore(NAMESPACE).get(this, TestRedoubt.class);
        if (test == null) {
            test = TestRedoubt.on(chosen, settings);
            context.getStore(NAMESPACE).put(this, test);
        }
        return Objects.requireNonNull(PARAMETERS.get(type)).apply(test);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestRedoubt test = context.getStore(NAMESPACE).remove(this, TestRedoubt.class);
        if (test != null) {
            test.close();
        }
    }

    private TestBackend backend(ExtensionContext context) {
        if (backend != null) {
            return backend;
        }
        return annotation(context.getTestMethod())
                .or(() -> enclosing(context.getRequiredTestClass()))
                .map(RedoubtTest::backend)
                .orElse(TestBackend.EMBEDDED);
    }

    /** Returns the annotation of the class, or else of the class around a nested one. */
    private static Optional<RedoubtTest> enclosing(@Nullable Class<?> testClass) {
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            Optional<RedoubtTest> found = annotation(Optional.of(type));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<RedoubtTest> annotation(Optional<? extends AnnotatedElement> element) {
        return AnnotationSupport.findAnnotation(element, RedoubtTest.class);
    }
}
