package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Concrete classes are final or sealed: what nobody extends can be changed. Nested ones too. */
final class FinalClasses {

    private FinalClasses() {}

    static ArchRule rule() {
        return classes()
                .that(DescribedPredicate.describe("are concrete and have a name", FinalClasses::isConcrete))
                .should(new ArchCondition<JavaClass>("be final or sealed") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean closed = type.getModifiers().contains(JavaModifier.FINAL) || type.isSealed();
                        if (!closed) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " is neither final, sealed nor abstract"));
                        }
                    }
                });
    }

    private static boolean isConcrete(JavaClass type) {
        // An enum with bodies is not final in its class file, yet nobody can extend it.
        return !type.isInterface()
                && !type.isEnum()
                && !type.isAnonymousClass()
                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && !type.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
    }
}
