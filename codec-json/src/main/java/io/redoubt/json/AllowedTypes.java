package io.redoubt.json;

import io.redoubt.api.InvalidInputException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Allow list of the types that a {@link PolymorphicJsonCodec} may write to JSON and create from JSON. Plain values and
 * collections of the JDK are always among them. Immutable, thread-safe.
 */
public final class AllowedTypes {

    private static final Pattern PACKAGE = Pattern.compile("[\\p{L}_$][\\w$]*(\\.[\\p{L}_$][\\w$]*)+");
    private static final List<String> PLATFORM = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private final Set<String> packages;
    private final Set<Class<?>> types;

    private AllowedTypes(Collection<String> packages, Collection<Class<?>> types) {
        this.packages = new LinkedHashSet<>(packages);
        this.types = Set.copyOf(types);
    }

    /**
     * Returns a list of all types in packages and their subpackages. Everything in them can then be created by a
     * program that can write to Redis: name the packages of your values, not those of your libraries.
     *
     * @param packages of at least two parts, such as {@code com.example}, and none of the JDK
     * @throws InvalidInputException if one is not such a package
     */
    public static AllowedTypes packages(String... packages) {
        return new AllowedTypes(Set.of(), Set.of()).andPackages(packages);
    }

    /** Returns a list of single types; their subtypes are not among them. */
    public static AllowedTypes types(Class<?>... types) {
        return new AllowedTypes(Set.of(), Set.of()).andTypes(types);
    }

    /** Returns a list with more packages. */
    public AllowedTypes andPackages(String... more) {
        Set<String> all = new LinkedHashSet<>(packages);
        for (String each : more) {
            String name = each + ".";
            if (!PACKAGE.matcher(each).matches() || PLATFORM.stream().anyMatch(name::startsWith)) {
                throw new InvalidInputException(
                        "'" + each + "' cannot be allowed as a package of values: name a package"
                                + " of the application, of at least two parts, such as com.example");
            }
            all.add(name);
        }
        return new AllowedTypes(all, types);
    }

    /** Returns a list with more types. */
    public AllowedTypes andTypes(Class<?>... more) {
        Set<Class<?>> all = new LinkedHashSet<>(types);
        all.addAll(List.of(more));
        return new AllowedTypes(packages, all);
    }

    /** Returns whether a class of this name may be loaded. */
    boolean allowsName(String name) {
        return packages.stream().anyMatch(name::startsWith)
                || types.stream().anyMatch(type -> type.getName().equals(name))
                || JdkTypeAllowList.contains(name);
    }

    /** Names the allowed packages and types. */
    @Override
    public String toString() {
        return "AllowedTypes[packages=" + packages + ", types=" + types + "]";
    }
}
