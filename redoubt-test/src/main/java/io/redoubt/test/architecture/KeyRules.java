package io.redoubt.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/**
 * ArchUnit rule that requires code to build cache keys and lock names with a {@code KeyTemplate}, not by concatenation
 * or formatting.
 */
final class KeyRules {

    /** The types whose operations take a key or a lock name as the first argument. */
    private static final Set<String> KEYED =
            Set.of("io.redoubt.api.cache.CacheStore", "io.redoubt.api.lock.LockProvider");

    private KeyRules() {}

    static ArchRule templates() {
        return classes()
                .should(new ArchCondition<JavaClass>("make keys by a KeyTemplate") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (type.getCodeUnitAccessesFromSelf().stream()
                                .anyMatch(access -> isKeyed(access.getTarget()))) {
                            ClassFileStrings.of(type).strings().stream()
                                    .filter(ConcatenatedKeyDetector::looksLikeKey)
                                    .map(ConcatenatedKeyDetector::template)
                                    .distinct()
                                    .sorted()
                                    .forEach(template -> events.add(SimpleConditionEvent.violated(
                                            type,
                                            "Class <" + type.getName() + "> makes the key '" + template
                                                    + "' by concatenation or formatting")));
                        }
                    }
                })
                .as("Redoubt: keys are made by a KeyTemplate")
                .because("it escapes what the values hold, so that no value reaches another key. Remedy: declare"
                        + " KeyTemplate.of(\"...{id}...\") and call its key(id)")
                .allowEmptyShould(true);
    }

    private static boolean isKeyed(CodeUnitAccessTarget target) {
        return KEYED.stream()
                        .anyMatch(keyed -> target.getOwner().getName().equals(keyed)
                                || target.getOwner().isAssignableTo(keyed))
                && !target.getRawParameterTypes().isEmpty()
                && target.getRawParameterTypes().get(0).getName().equals("java.lang.String");
    }
}
