package io.redoubt.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

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
                || self.getRawType() != TypeRef.class) {
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

    private static final class OfClass<T> extends TypeRef<T> {
        private OfClass(Class<T> type) {
            super(type);
        }
    }
}
