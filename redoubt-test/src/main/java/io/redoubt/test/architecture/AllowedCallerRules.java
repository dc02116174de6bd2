package io.redoubt.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatchers;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * ArchUnit rules that allow only certain packages and classes to open a {@code Redoubt} instance or to store entries
 * without expiry.
 */
final class AllowedCallerRules {

    private static final Set<String> OPENING = Set.of("embedded", "connect", "fromEnvironment");

    private AllowedCallerRules() {}

    static ArchRule openedIn(List<String> configuration) {
        return outside(configuration)
                .should(notCall(
                        "open a Redoubt",
                        target -> target.getOwner().getName().equals("io.redoubt.Redoubt")
                                && OPENING.contains(target.getName())))
                .as("Redoubt: it is opened by the configuration only, in " + configuration)
                .because(
                        "an instance has connections and threads, so that an application has one and closes it when it"
                                + " ends. Remedy: take the Redoubt, or the one feature that is needed, as a constructor parameter")
                .allowEmptyShould(true);
    }

    static ArchRule permanentIn(List<String> allowed) {
        return outside(allowed)
                .should(notCall(
                        "store permanent entries",
                        target -> target.getOwner().getName().equals("io.redoubt.api.Ttl")
                                && target.getName().equals("permanent")))
                .as("Redoubt: permanent entries are stored where it is allowed only, in " + allowed)
                .because("what never expires fills the memory of the server. Remedy: give the entry a time to live, or"
                        + " allow its class by permanentEntriesIn")
                .allowEmptyShould(true);
    }

    private static GivenClassesConjunction outside(List<String> packages) {
        PackageMatchers matchers = PackageMatchers.of(packages);
        return classes()
                .that(DescribedPredicate.describe(
                        "are outside of " + packages,
                        (JavaClass type) ->
                                !matchers.test(type.getPackageName()) && !packages.contains(type.getName())));
    }

    private static ArchCondition<JavaClass> notCall(String what, Predicate<CodeUnitAccessTarget> forbidden) {
        return new ArchCondition<>("not " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitAccessesFromSelf().stream()
                        .filter(access -> forbidden.test(access.getTarget()))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
            }
        };
    }
}
