package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * No polymorphic typing by class name, which lets stored JSON choose classes. Types named by ourselves are
 * harmless.
 */
final class PolymorphicTyping {

    private static final String ANNOTATION = "com.fasterxml.jackson.annotation.JsonTypeInfo";
    private static final Set<String> BY_CLASS = Set.of("CLASS", "MINIMAL_CLASS");
    private static final Pattern DEFAULT_TYPING = Pattern.compile("(activate|enable|set)DefaultTyping.*");

    /** Types that JSON may name only if the application has listed them, which a validator of our own checks. */
    private static final String LISTED = "io.redoubt.json.PolymorphicJsonCodec";

    private PolymorphicTyping() {}

    static ArchRule rule() {
        return classes().should(new ArchCondition<JavaClass>("not let JSON choose classes") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                annotations(type)
                        .filter(PolymorphicTyping::namesClasses)
                        .map(annotation -> "@JsonTypeInfo by class name on "
                                + annotation.getOwner().getDescription())
                        .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
                type.getCodeUnitAccessesFromSelf().stream()
                        .filter(access -> !type.getName().equals(LISTED))
                        .filter(access ->
                                DEFAULT_TYPING.matcher(access.getName()).matches())
                        .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
            }
        });
    }

    private static Stream<? extends JavaAnnotation<?>> annotations(JavaClass type) {
        return Stream.of(
                        type.getAnnotations().stream(),
                        type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()),
                        type.getCodeUnits().stream().flatMap(PolymorphicTyping::ofParameters))
                .flatMap(stream -> stream);
    }

    private static Stream<? extends JavaAnnotation<?>> ofParameters(JavaCodeUnit unit) {
        return unit.getParameterAnnotations().stream().flatMap(Set::stream);
    }

    private static boolean namesClasses(JavaAnnotation<?> annotation) {
        return annotation.getRawType().getName().equals(ANNOTATION)
                && annotation
                        .get("use")
                        .filter(use -> use instanceof JavaEnumConstant id && BY_CLASS.contains(id.name()))
                        .isPresent();
    }
}
