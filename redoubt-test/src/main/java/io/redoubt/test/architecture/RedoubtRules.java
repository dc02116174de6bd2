package io.redoubt.test.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Set of ArchUnit rules that check whether an application uses Redoubt as intended. Immutable, thread-safe.
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("com.example");
 * RedoubtRules.configuredIn("com.example.config..").permanentEntriesIn("com.example.catalog..").check(classes);
 * }</pre>
 *
 * <p>The patterns of packages are those of ArchUnit: two dots stand for any number of packages. Each rule says in its
 * Javadoc what it sees; what bytecode does not tell, no rule sees.
 */
public final class RedoubtRules {

    private final List<String> configuration;
    private final List<String> permanentEntries;

    private RedoubtRules(List<String> configuration, List<String> permanentEntries) {
        this.configuration = configuration;
        this.permanentEntries = permanentEntries;
    }

    /**
     * Returns the rules for an application that configures and opens Redoubt in these packages, and stores no permanent
     * entries.
     *
     * @param packages the packages with the start of the application, and with its settings of Redoubt
     */
    public static RedoubtRules configuredIn(String... packages) {
        return new RedoubtRules(List.of(packages), List.of());
    }

    /**
     * Returns a copy for an application in which these packages or classes may store entries that never expire.
     *
     * @param packagesOrClasses patterns of packages, and full names of classes
     */
    public RedoubtRules permanentEntriesIn(String... packagesOrClasses) {
        return new RedoubtRules(configuration, List.of(packagesOrClasses));
    }

    /**
     * Checks all rules.
     *
     * @throws AssertionError naming each violated rule, its remedy, and the classes and lines that violate it
     */
    public void check(JavaClasses classes) {
        String violations = all().stream()
                .map(rule -> rule.evaluate(classes))
                .filter(EvaluationResult::hasViolation)
                .map(result -> result.getFailureReport().toString())
                .collect(Collectors.joining("\n\n"));
        if (!violations.isEmpty()) {
            throw new AssertionError(violations);
        }
    }

    /** Returns all rules. */
    public List<ArchRule> all() {
        return List.of(
                driversInConfiguration(),
                publicApiOnly(),
                openedInConfiguration(),
                keysFromTemplates(),
                permanentEntriesAllowed(),
                noBlockingOnEventLoops());
    }

    /**
     * Returns the rule that only the configuration uses Lettuce, Jedis, Redoubt's drivers or its SPI. It sees every
     * dependency of a class on their types, also in signatures and fields.
     */
    public ArchRule driversInConfiguration() {
        return DependencyRules.driversIn(configuration);
    }

    /**
     * Returns the rule that nothing uses internal packages of Redoubt, which change without notice. It sees every
     * dependency of a class on their types. The API is in {@code io.redoubt}, {@code io.redoubt.api},
     * {@code io.redoubt.redis}, {@code io.redoubt.json} and {@code io.redoubt.test}, and the SPI of drivers in
     * {@code io.redoubt.redis.spi}.
     */
    public ArchRule publicApiOnly() {
        return DependencyRules.publicApiOnly();
    }

    /**
     * Returns the rule that only the configuration opens a {@code Redoubt}: an instance has connections and threads, so
     * an application has one, which is closed when it ends. The rule sees each call and each method reference. It does
     * not see whether the instance is closed.
     */
    public ArchRule openedInConfiguration() {
        return AllowedCallerRules.openedIn(configuration);
    }

    /**
     * Returns the rule that keys are made by a {@code KeyTemplate}, which escapes the values, and not by concatenation
     * or formatting.
     *
     * <p>It reads the class files of those classes that call an operation of Redoubt on a key or a lock name, and
     * reports a pattern for {@code +} or {@code format} that looks like a key: without spaces, with a colon between a
     * literal and a value, such as {@code "user:" + id + ":profile"} or {@code "user:%s"}. It does not see keys that a
     * class without such calls makes, keys from a {@code StringBuilder}, and keys without a colon. It knows the
     * class of the pattern but not its line.
     */
    public ArchRule keysFromTemplates() {
        return KeyRules.templates();
    }

    /**
     * Returns the rule that only the allowed packages and classes call {@code Ttl.permanent()}. It sees each call
     * and each method reference.
     */
    public ArchRule permanentEntriesAllowed() {
        return AllowedCallerRules.permanentIn(permanentEntries);
    }

    /**
     * Returns the rule that code which runs on an event loop does not call an operation that blocks; the asynchronous
     * views are for it.
     *
     * <p>It takes for such code the methods of Netty's channel handlers, and methods that return a {@code Publisher}
     * (such as Reactor's {@code Mono} and {@code Flux}), a {@code Uni} or a {@code Multi}, or are annotated with
     * {@code @NonBlocking}. Lambdas and method references within them are left out, since they may run on an executor
     * that is made for blocking calls. It does not see calls by way of other methods, nor callbacks of a
     * {@code CompletionStage}.
     */
    public ArchRule noBlockingOnEventLoops() {
        return EventLoopRules.noBlockingCalls();
    }
}
