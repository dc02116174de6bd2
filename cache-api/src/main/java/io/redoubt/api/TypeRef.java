package io.redoubt.api;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A type with its parameters, which {@code Class} cannot hold.
 *
 * <pre>{@code
 * TypeRef<List<Profile>> profiles = new TypeRef<>() {};
 * }</pre>
 *
 * <p>Immutable, thread-safe; equal if the types are.
 *
 * @param <T> the type meant
 */
public abstract class TypeRef<T> {

    private final Type type;

    /** Captures the parameter of the anonymous subclass that is being made. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)
                || self.getRawType() != TypeRef.class
                || isOpen(self.getActualTypeArguments()[0])) {
            throw new InvalidInputException("write the type out: new TypeRef<List<Profile>>() {}");
        }
        this.type = self.getActualTypeArguments()[0];
    }

    private TypeRef(Class<T> type) {
        this.type = type;
    }

    /** The type of a class without parameters. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new OfClass<>(type);
    }

    /** The type as reflection describes it. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeRef<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    /** Whether the type has a variable in it, of which nothing is known at run time. */
    private static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeRef::isOpen);
        }
        if (type instanceof GenericArrayType array) {
            return isOpen(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.of(wildcard.getLowerBounds(), wildcard.getUpperBounds())
                    .flatMap(Arrays::stream)
                    .anyMatch(TypeRef::isOpen);
        }
        return type instanceof TypeVariable;
    }

    private static final class OfClass<T> extends TypeRef<T> {
        private OfClass(Class<T> type) {
            super(type);
        }
    }
}
