package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Listing of the signatures that applications compile against: types, constructors, methods and fields, one line
 * each.
 */
final class ApiSignatures {

    static final String FILE = "api-signatures.txt";

    private ApiSignatures() {}

    /** Returns the signatures of all types that are public and belong to the API, sorted. */
    static SortedSet<String> of(JavaClasses classes, String... packages) {
        SortedSet<String> lines = new TreeSet<>();
        classes.stream()
                .filter(PublicTypes::contain)
                .filter(type -> Stream.of(packages).anyMatch(name -> covers(name, type.getPackageName())))
                .map(JavaClass::reflect)
                .forEach(type -> lines.addAll(of(type)));
        return lines;
    }

    private static boolean covers(String pattern, String packageName) {
        return pattern.endsWith(".*")
                ? packageName.startsWith(pattern.substring(0, pattern.length() - 1))
                : packageName.equals(pattern);
    }

    private static List<String> of(Class<?> type) {
        List<String> lines = new ArrayList<>();
        String name = type.getTypeName().replace('$', '.');
        lines.add(name + ": " + declaration(type));
        Stream.of(type.getDeclaredConstructors())
                .filter(ApiSignatures::isVisible)
                .map(Constructor::toGenericString)
                .forEach(line -> lines.add(name + " " + line.replace('$', '.')));
        Stream.of(type.getDeclaredMethods())
                .filter(ApiSignatures::isVisible)
                .map(Method::toGenericString)
                .forEach(line -> lines.add(name + " " + line.replace('$', '.')));
        Stream.of(type.getDeclaredFields())
                .filter(ApiSignatures::isVisible)
                .map(Field::toGenericString)
                .forEach(line -> lines.add(name + " " + line.replace('$', '.')));
        return lines;
    }

    /** Built by hand, since {@link Class#toGenericString} differs between versions of Java. */
    private static String declaration(Class<?> type) {
        StringBuilder text = new StringBuilder(Modifier.toString(type.getModifiers() & ~Modifier.STATIC))
                .append(type.isRecord() ? " record" : type.isEnum() ? " enum" : type.isInterface() ? "" : " class");
        for (TypeVariable<?> parameter : type.getTypeParameters()) {
            text.append(" <").append(parameter.getName());
            Stream.of(parameter.getBounds())
                    .filter(bound -> bound != Object.class)
                    .forEach(bound -> text.append(" extends ").append(bound.getTypeName()));
            text.append('>');
        }
        if (type.getGenericSuperclass() != null) {
            text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        Stream.of(type.getGenericInterfaces())
                .forEach(parent -> text.append(" implements ").append(parent.getTypeName()));
        return text.toString().replace('$', '.');
    }

    private static boolean isVisible(Member member) {
        boolean bridge = member instanceof Method method && method.isBridge();
        boolean generated = member.isSynthetic() && member instanceof Executable;
        return (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
                && !bridge
                && !generated;
    }

    /** Returns the lines of the checked-in listing. */
    static List<String> checkedIn() {
        try (InputStream in = ApiSignatures.class.getResourceAsStream("/" + FILE)) {
            return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
