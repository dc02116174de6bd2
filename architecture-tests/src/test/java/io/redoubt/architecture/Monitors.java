package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** No {@code synchronized}: it pins a virtual thread to its carrier until JDK 24, and cannot be given up with a deadline. */
final class Monitors {

    private Monitors() {}

    static ArchRule rule() {
        return classes()
                .should(new ArchCondition<JavaClass>("not be synchronized") {
                    private Map<JavaClass, Set<String>> blocks = Map.of();

                    @Override
                    public void init(Collection<JavaClass> types) {
                        blocks = SynchronizedBlocks.of(types);
                    }

                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMethods().stream()
                                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                                .map(method -> method.getFullName() + " is synchronized")
                                .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
                        blocks.getOrDefault(type, Set.of()).stream()
                                .map(method -> type.getName() + " has a synchronized block in " + method)
                                .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
                    }
                })
                .because("a lock of java.util.concurrent can be waited for with a deadline");
    }
}
