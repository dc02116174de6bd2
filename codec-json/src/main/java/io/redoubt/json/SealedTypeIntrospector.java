package io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Jackson annotation introspector that treats sealed types as if annotated with {@code @JsonTypeInfo(use = NAME)}. The
 * property {@code @type} holds the class's name, and only permitted classes are created. Stateless, thread-safe.
 *
 * <p>Not for enums, nor for hierarchies whose JSON the application has determined by annotations, nor if two permitted
 * classes have the same name in different packages.
 */
final class SealedTypeIntrospector extends NopAnnotationIntrospector {

    private static final JsonTypeInfo.Value BY_NAME = JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, false, null);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedClass && isNamed(annotated.getRawType()) ? BY_NAME : null;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedClass) || !isNamed(annotated.getRawType())) {
            return null;
        }
        return permitted(annotated.getRawType()).stream().map(NamedType::new).toList();
    }

    /** Returns whether values of the class, and of all its sealed supertypes, carry their name. */
    private static boolean isNamed(Class<?> type) {
        Set<Class<?>> roots = sealedSupertypes(type);
        return !roots.isEmpty()
                && roots.stream().noneMatch(SealedTypeIntrospector::hasOwnForm)
                && roots.stream().allMatch(SealedTypeIntrospector::hasDistinctNames);
    }

    /**
     * Returns why values of the class cannot be read as one of its sealed supertypes: a non-sealed class permits
     * subclasses that nothing lists. Null if they can.
     */
    static @Nullable String obstacle(Class<?> type) {
        return sealedSupertypes(type).stream()
                .filter(root -> !root.isEnum() && !permitted(root).contains(type))
                .findFirst()
                .map(root -> "it is not among the permitted classes of " + root.getName()
                        + ", whose readers cannot find it: seal its superclass too")
                .orElse(null);
    }

    private static Set<Class<?>> sealedSupertypes(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        if (!type.isEnum() && !Enum.class.isAssignableFrom(type)) {
            addSealed(type, found);
        }
        return found;
    }

    private static void addSealed(@Nullable Class<?> type, Set<Class<?>> found) {
        if (type == null || JdkRoundTripClassifier.isJdkType(type)) {
            return;
        }
        if (type.isSealed()) {
            found.add(type);
        }
        addSealed(type.getSuperclass(), found);
        for (Class<?> each : type.getInterfaces()) {
            addSealed(each, found);
        }
    }

    private static Set<Class<?>> permitted(Class<?> root) {
        Set<Class<?>> all = new LinkedHashSet<>();
        addPermitted(root, all);
        return all;
    }

    private static void addPermitted(Class<?> type, Set<Class<?>> all) {
        if (all.add(type) && type.isSealed()) {
            for (Class<?> each : type.getPermittedSubclasses()) {
                addPermitted(each, all);
            }
        }
    }

    private static boolean hasDistinctNames(Class<?> root) {
        List<String> names = new ArrayList<>();
        permitted(root)
                .forEach(type ->
                        names.add(type.getName().substring(type.getName().lastIndexOf('.') + 1)));
        return new HashSet<>(names).size() == names.size();
    }

    /** Returns whether annotations of Jackson on the type or its methods determine its JSON. */
    private static boolean hasOwnForm(Class<?> type) {
        return Stream.concat(
                        Stream.of(type.getAnnotations()),
                        Stream.of(type.getDeclaredMethods()).flatMap(method -> Stream.of(method.getAnnotations())))
                .map(Annotation::annotationType)
                .map(Class::getSimpleName)
                .anyMatch(Set.of("JsonValue", "JsonCreator", "JsonSerialize", "JsonDeserialize")::contains);
    }
}
