package io.redoubt.api;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Token for a generic type, such as {@code List<Profile>}, which a {@code Class} object cannot represent.
 *
 * <pre>{@code
 * TypeRef<List<Profile>> profiles = new TypeRef<>() {};
 * }</pre>
 *
 * <p>Immutable, thread-safe. Two tokens are equal if their types are.
 *
 * @param <T> the represented type
 */
public abstract class TypeRef<T> {

    private final Type type;

    /** Captures the type argument of the anonymous subclass that is being created. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)
                || self.getRawType() != TypeRef.class
                || isOpen(self.getActualTypeArguments()[0])) {
            throw new InvalidInputException("write the type out: new TypeRef<List<Profile>>() {}");
        }
        this.type = self.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /** Returns the type of a class without type parameters. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new OfType<>(type);
    }

    /**
     * Returns the type that reflection describes, for frameworks that find it in a signature.
     *
     * @throws InvalidInputException if it contains a type variable, whose value is unknown at run time
     */
    public static TypeRef<?> of(Type type) {
        if (isOpen(type)) {
            throw new InvalidInputException("type " + type.getTypeName() + " has type variables: resolve them first");
        }
        return new OfType<>(type);
    }

    /** Returns the type as reflection describes it. */
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

    /** Returns whether the type contains a type variable, whose value is unknown at run time. */
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

    private static final class OfType<T> extends TypeRef<T> {
        private OfType(Type type) {
            super(type);
        }
    }
}
