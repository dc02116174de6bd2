package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** What a module sees: an allow list, so that a new library or neighbour is a decision, not an accident. */
final class ModuleSight {

    private ModuleSight() {}

    static ArchRule of(Module module) {
        List<String> allowed = new ArrayList<>(module.sees());
        allowed.addAll(module.packages());
        return classes()
                .that()
                .resideInAnyPackage(module.packages().toArray(new String[0]))
                .should()
                .onlyDependOnClassesThat(
                        Jdk.types().or(Packages.in(allowed).and(DescribedPredicate.not(internalOfOthers(module)))))
                .because("DESIGN.md, section 1, says who sees whom")
                // Planned modules have no classes yet; ModulesTest sees to it that the others were read.
                .allowEmptyShould(true);
    }

    /** The types in packages named {@code internal}, which only their own module may see. */
    private static DescribedPredicate<JavaClass> internalOfOthers(Module module) {
        return DescribedPredicate.describe(
                "are internal to another module",
                type -> Packages.contain(type, Packages.INTERNAL) && !module.contains(type));
    }
}
