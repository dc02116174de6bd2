package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The types that a type shows to those who compile against it, by the place where each stands. */
final class Signatures {

    private final Map<String, Set<JavaClass>> mentioned = new TreeMap<>();

    private Signatures() {}

    static Map<String, Set<JavaClass>> of(JavaClass type) {
        Signatures signatures = new Signatures();
        signatures.header(type);
        type.getFields().stream().filter(Signatures::isVisible).forEach(signatures::field);
        type.getCodeUnits().stream().filter(Signatures::isVisible).forEach(signatures::codeUnit);
        return signatures.mentioned;
    }

    private void header(JavaClass type) {
        String place = "the header of " + type.getName();
        type.getSuperclass().ifPresent(parent -> add(place, parent));
        type.getInterfaces().forEach(parent -> add(place, parent));
        bounds(place, type.getTypeParameters());
    }

    private void field(JavaField field) {
        add(field.getFullName(), field.getType());
    }

    private void codeUnit(JavaCodeUnit unit) {
        String place = unit.getFullName();
        add(place, unit.getReturnType());
        unit.getParameterTypes().forEach(parameter -> add(place, parameter));
        unit.getExceptionTypes().forEach(thrown -> add(place, thrown));
        bounds(place, unit.getTypeParameters());
    }

    private void bounds(String place, Collection<? extends JavaTypeVariable<?>> parameters) {
        parameters.forEach(parameter -> parameter.getUpperBounds().forEach(bound -> add(place, bound)));
    }

    private void add(String place, JavaType type) {
        mentioned.computeIfAbsent(place, p -> new HashSet<>()).addAll(type.getAllInvolvedRawTypes());
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
