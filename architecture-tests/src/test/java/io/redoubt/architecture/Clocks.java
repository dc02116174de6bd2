package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Time comes in from outside: only one class reads the machine's clocks, and nothing sleeps, so that tests turn the clock.
 */
final class Clocks {

    private static final String HOLDER = "SystemClock";

    private Clocks() {}

    static ArchRule rule() {
        return classes()
                .that(DescribedPredicate.describe("are not the clock holder", Clocks::isNotHolder))
                .should(new ArchCondition<JavaClass>("not read a clock and not sleep") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        // All accesses, since the fluent calls of ArchUnit leave method references out.
                        type.getCodeUnitAccessesFromSelf().stream()
                                .filter(access -> isTime(access.getTarget()))
                                .forEach(access ->
                                        events.add(SimpleConditionEvent.violated(type, access.getDescription())));
                    }
                })
                .because("time is handed in; " + HOLDER + " alone reads it");
    }

    private static boolean isNotHolder(JavaClass type) {
        return !(type.getSimpleName().equals(HOLDER) && Packages.contain(type, Packages.CORE));
    }

    private static boolean isTime(CodeUnitAccessTarget target) {
        return TimeSource.owns(target);
    }
}
