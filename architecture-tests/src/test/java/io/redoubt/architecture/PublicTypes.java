package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The types that other modules can name: public, or protected in one that is, all the way out. */
final class PublicTypes {

    private PublicTypes() {}

    static boolean contain(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return visible && type.getEnclosingClass().map(PublicTypes::contain).orElse(true);
    }

    /** Their names as one writes them in Java, sorted. */
    static Set<String> of(JavaClasses classes) {
        return classes.stream()
                .filter(PublicTypes::contain)
                .map(type -> type.getName().replace('$', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
