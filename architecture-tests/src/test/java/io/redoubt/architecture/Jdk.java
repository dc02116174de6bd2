package io.redoubt.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the Java platform promises: the packages that its {@code java.*} modules export to everybody, and {@code jdk.net},
 * which is as well supported and the only place of the keepalive options.
 *
 * <p>A pattern such as {@code javax..} would let libraries in, and {@code com.sun..} internals.
 */
final class Jdk {

    private static final Set<String> PACKAGES = ModuleFinder.ofSystem().findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> module.name().startsWith("java.") || module.name().equals("jdk.net"))
            .flatMap(module -> module.exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toUnmodifiableSet());

    private Jdk() {}

    static boolean contains(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive() || PACKAGES.contains(base.getPackageName());
    }

    static DescribedPredicate<JavaClass> types() {
        return DescribedPredicate.describe("belong to the JDK", Jdk::contains);
    }
}
