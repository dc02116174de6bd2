package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Public signatures mention the JDK, the api, the spi, the driver that features call, the surroundings of the embedded
 * ones and their own module, so that no library and no inner floor becomes a part of what others compile against. What
 * lies in a package named {@code internal} is public for its own module only: it may mention anything, and is not
 * mentioned outside. Adapters, whose purpose is to show a library, are excepted.
 */
final class PublicSignatures {

    private PublicSignatures() {}

    static ArchRule rule() {
        return classes()
                .that(DescribedPredicate.describe("are public", PublicTypes::contain))
                .and()
                .resideOutsideOfPackages(
                        Packages.JSON, Packages.WEB, Packages.TEST, Packages.TEST_RULES, Packages.INTERNAL)
                .should(
                        new ArchCondition<JavaClass>(
                                "mention only JDK, api, spi, driver and their own module in signatures") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                Signatures.of(type)
                                        .forEach((place, mentioned) -> mentioned.stream()
                                                .filter(other -> !mayMention(type, other))
                                                .map(other -> place + " mentions " + other.getName())
                                                .sorted()
                                                .forEach(
                                                        line -> events.add(SimpleConditionEvent.violated(type, line))));
                            }
                        });
    }

    private static boolean mayMention(JavaClass type, JavaClass other) {
        return Jdk.contains(other)
                // A log line names the class that logs, so the kit takes the logger of its caller.
                || (Packages.contain(type, Packages.CORE) && Packages.contain(other, Packages.SLF4J))
                || Packages.contain(
                        other, Packages.API, Packages.CONNECTIONS, Packages.SPI, Packages.DRIVER, Packages.EMBEDDED)
                || (!Packages.contain(other, Packages.INTERNAL)
                        && Module.of(type)
                                .map(own -> own.contains(other.getBaseComponentType()))
                                .orElse(false));
    }
}
