package io.redoubt.json;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/**
 * Jackson {@link ValueSerializerModifier} that makes a mapper refuse values that it could not read back from their
 * JSON. For classes with such values it installs a {@link RefusingSerializer}. Other serializers are wrapped to compare
 * what they write, or to add type information. Thread-safe.
 */
final class RoundTripSerializerModifier extends ValueSerializerModifier {

    private final transient RoundTripCheckingModule checks;

    RoundTripSerializerModifier(RoundTripCheckingModule checks) {
        this.checks = checks;
    }

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
        List<BeanPropertyWriter> checked = new ArrayList<>(properties.size());
        for (BeanPropertyWriter property : properties) {
            DeclaredTypeRoundTripCheck check =
                    isDetermined(property) && !property.hasSerializer() ? checks.valueCheck(property.getType()) : null;
            checked.add(check == null ? property : new TypeCheckingPropertyWriter(property, check));
        }
        return checked;
    }

    @Override
    public ValueSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription.Supplier description, ValueSerializer<?> serializer) {
        JavaType type = description.getType();
        Class<?> raw = type.getRawClass();
        Set<String> written = names(serializer);
        String denial = checks.denial(raw);
        if (denial != null) {
            return new RefusingSerializer(raw, denial);
        }
        if (raw == Pattern.class) {
            return new RefusingSerializer(raw, RegexRejectingDeserializer.REASON);
        }
        if (JdkRoundTripClassifier.isJdkType(raw)) {
            boolean container = raw == Iterable.class || Collection.class.isAssignableFrom(raw);
            if (raw == Object.class
                    || container
                    || JdkRoundTripClassifier.isTrusted(raw)
                    || (written.isEmpty() && checks.hasClassNames())) {
                return serializer;
            }
            return written.isEmpty()
                    ? RoundTripCheckingSerializer.of(checks, serializer)
                    : new RefusingSerializer(raw, JdkRoundTripClassifier.NO_FORM);
        }
        if (Enum.class.isAssignableFrom(raw) || type.isContainerType()) {
            return serializer;
        }
        String obstacle = obstacle(type, written);
        if (obstacle != null) {
            return new RefusingSerializer(raw, obstacle);
        }
        return !checks.hasClassNames() && checks.isTyped(type)
                ? AlwaysTypedSerializer.of(type, serializer)
                : serializer;
    }

    @Override
    public ValueSerializer<?> modifyCollectionSerializer(
            SerializationConfig config,
            CollectionType type,
            BeanDescription.Supplier description,
            ValueSerializer<?> serializer) {
        return container(type.getRawClass(), serializer);
    }

    @Override
    public ValueSerializer<?> modifyMapSerializer(
            SerializationConfig config,
            MapType type,
            BeanDescription.Supplier description,
            ValueSerializer<?> serializer) {
        return type.getRawClass() == IdentityHashMap.class
                ? new RefusingSerializer(type.getRawClass(), "its keys are compared by identity")
                : container(type.getRawClass(), serializer);
    }

    private ValueSerializer<?> container(Class<?> type, ValueSerializer<?> serializer) {
        String denial = checks.denial(type);
        if (denial != null && !type.isInterface()) {
            return new RefusingSerializer(type, denial);
        }
        return JdkRoundTripClassifier.isExtended(type)
                ? new RefusingSerializer(
                        type, "its own fields are not part of its JSON, which has its elements only: store a record")
                : serializer;
    }

    @Override
    public ValueSerializer<?> modifyEnumSerializer(
            SerializationConfig config,
            JavaType type,
            BeanDescription.Supplier description,
            ValueSerializer<?> serializer) {
        String denial = checks.denial(type.getRawClass());
        return denial == null ? serializer : new RefusingSerializer(type.getRawClass(), denial);
    }

    @Override
    public ValueSerializer<?> modifyKeySerializer(
            SerializationConfig config,
            JavaType key,
            BeanDescription.Supplier description,
            ValueSerializer<?> serializer) {
        String obstacle = checks.keyObstacle(key);
        return obstacle == null ? serializer : new RefusingSerializer(key.getRawClass(), obstacle);
    }

    private @Nullable String obstacle(JavaType type, Set<String> written) {
        Class<?> raw = type.getRawClass();
        String definition = checks.definitionError("null", type);
        String reason = definition == null ? SealedTypeIntrospector.obstacle(raw) : definition;
        BeanCreation read = checks.readForm(raw);
        if (reason != null || read == null) {
            return reason; // without a read form: a deserializer of the application's
        }
        if (written.isEmpty() ? !read.isCreatable() : !read.fromProperties() && !read.fromDelegate()) {
            return "no instance could be created when it is read: add a constructor without parameters or a"
                    + " @JsonCreator, or make it a record";
        }
        if (written.isEmpty() || read.fromDelegate()) {
            return null;
        }
        return written.stream().noneMatch(read.properties()::contains)
                ? "none of its properties could be set when it is read: add setters, fields or a constructor"
                : null;
    }

    private static Set<String> names(ValueSerializer<?> serializer) {
        return Stream.iterate(serializer.properties(), each -> each.hasNext(), each -> each)
                .map(each -> each.next().getName())
                .collect(Collectors.toSet());
    }

    /**
     * Returns whether the type of a property is the same for all instances, and nothing else says which classes its
     * values have. In a generic class whose type arguments are unknown, {@code T} looks like {@code Object}.
     */
    private static boolean isDetermined(BeanPropertyWriter property) {
        return property.getTypeSerializer() == null
                && property.getAnnotation(com.fasterxml.jackson.annotation.JsonTypeInfo.class) == null
                && !(property.getMember().getMember() instanceof Method method && isOpen(method.getGenericReturnType()))
                && !(property.getMember().getMember() instanceof Field field && isOpen(field.getGenericType()));
    }

    private static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Stream.of(parameterized.getActualTypeArguments()).anyMatch(RoundTripSerializerModifier::isOpen);
        }
        if (type instanceof GenericArrayType array) {
            return isOpen(array.getGenericComponentType());
        }
        return type instanceof TypeVariable || type instanceof WildcardType;
    }
}
