package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;

/** Every package says that nothing in it is null unless it says so; one that does not is not checked by the compiler. */
final class NullMarkedPackages {

    private NullMarkedPackages() {}

    static ArchRule rule() {
        return classes().should(new ArchCondition<JavaClass>("be in a package marked with @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent();
                if (!marked) {
                    events.add(SimpleConditionEvent.violated(
                            type,
                            type.getName() + " is in " + type.getPackageName()
                                    + ", which has no package-info with @NullMarked"));
                }
                if (type.isAnnotatedWith(NullUnmarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is @NullUnmarked"));
                }
                type.getMembers().stream()
                        .filter(member -> member.isAnnotatedWith(NullUnmarked.class))
                        .map(member -> member.getFullName() + " is @NullUnmarked")
                        .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
            }
        });
    }
}
