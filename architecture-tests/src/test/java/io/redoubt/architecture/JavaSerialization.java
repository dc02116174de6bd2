package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.Set;

/**
 * No Java serialization, which lets bytes choose classes. Exceptions are serializable whether one likes it or not, and may
 * say their version; lambdas and enums are not asked.
 */
final class JavaSerialization {

    private static final Set<String> HOOKS =
            Set.of("readObject", "readObjectNoData", "writeObject", "readResolve", "writeReplace");

    private JavaSerialization() {}

    static ArchRule rule() {
        return classes().should(new ArchCondition<JavaClass>("not use Java serialization") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getRawInterfaces().stream().anyMatch(JavaSerialization::isMarker)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is made serializable"));
                }
                type.getMethods().stream()
                        .filter(JavaSerialization::isHook)
                        .map(method -> method.getFullName() + " is a hook of Java serialization")
                        .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isStream(dependency.getTargetClass()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
            }
        });
    }

    private static boolean isMarker(JavaClass type) {
        return type.isEquivalentTo(Serializable.class) || type.isEquivalentTo(Externalizable.class);
    }

    private static boolean isHook(JavaMethod method) {
        return HOOKS.contains(method.getName());
    }

    private static boolean isStream(JavaClass type) {
        return type.isAssignableTo(ObjectInput.class) || type.isAssignableTo(ObjectOutput.class);
    }
}
