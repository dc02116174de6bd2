package io.redoubt.json;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * Validator that tells whether a value can be written to JSON and read back unchanged as its declared type. A declared
 * type such as {@code Object}, or a class that is not final, does not determine the class of its values. JSON contains
 * no classes, so the value that is read has the declared one. Thread-safe.
 */
sealed interface DeclaredTypeRoundTripCheck {

    /** Returns why the value would be read as another one; null if it would not. */
    @Nullable
    String obstacle(@Nullable Object value);

    /** Returns the check for a declared type; null if all its values are read as they were written. */
    static @Nullable DeclaredTypeRoundTripCheck of(JavaType type, RoundTripCheckingModule module) {
        if (module.isTyped(type)) {
            return null;
        }
        if (type.isContainerType() || type.isReferenceType()) {
            if (type.isReferenceType() && JdkRoundTripClassifier.isOptional(type.getRawClass())) {
                DeclaredTypeRoundTripCheck value =
                        type.getContentType() == null ? null : of(type.getContentType(), module);
                return new Present(value);
            }
            JavaType content = type.getContentType();
            DeclaredTypeRoundTripCheck elements = content == null ? null : of(content, module);
            DeclaredTypeRoundTripCheck keys = type.isMapLikeType() ? ofKey(type.getKeyType(), module) : null;
            return elements == null && keys == null ? null : new Elements(elements, keys);
        }
        Class<?> raw = type.getRawClass();
        if (raw == CharSequence.class) {
            return new Exact(String.class);
        }
        if (raw == Object.class || raw == Number.class || raw == Serializable.class) {
            return new Natural();
        }
        if (type.isPrimitive() || type.isEnumType()) {
            return null;
        }
        String reason = module.definitionError(type.isAbstract() ? "{}" : "null", type);
        if (reason != null) {
            return new Unreadable(reason);
        }
        if (!module.isCreatable(raw)) {
            return new Unreadable("no instance of " + raw.getName() + " can be created from JSON");
        }
        boolean exact = JdkRoundTripClassifier.isJdkType(raw)
                ? !JdkRoundTripClassifier.hasHiddenSubclasses(raw)
                : module.isBean(raw);
        return exact && !type.isAbstract() && !type.isFinal() ? new Exact(raw) : null;
    }

    private static @Nullable DeclaredTypeRoundTripCheck ofKey(JavaType key, RoundTripCheckingModule module) {
        if (key.isJavaLangObject()) {
            return new Text();
        }
        String reason = module.keyObstacle(key);
        return reason == null ? null : new Unreadable(reason);
    }

    /** Check that refuses every value of a type that cannot be read. */
    record Unreadable(String reason) implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            return value == null ? null : reason;
        }
    }

    /**
     * Check that refuses null in place of an {@code Optional}, because it would be read as an empty one.
     *
     * @param content check of the value in it; null for none
     */
    record Present(@Nullable DeclaredTypeRoundTripCheck content) implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            if (value == null) {
                return "null instead of an Optional would be read as an empty one";
            }
            if (!(value instanceof Optional<?> optional) || optional.isEmpty()) {
                return null;
            }
            return optional.get() instanceof Optional<?> inner && inner.isEmpty()
                    ? "an empty Optional in an Optional would be read as an empty one"
                    : content == null ? null : content.obstacle(optional.get());
        }
    }

    /** Check that accepts only strings as map keys that are declared as {@code Object}. */
    record Text() implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            return value instanceof String
                    ? null
                    : "a map key that is declared as Object would be read as text: declare the type of the keys";
        }
    }

    /** Check that refuses subclasses of the declared class, because their own fields would be lost. */
    record Exact(Class<?> type) implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            return value == null || value.getClass() == type
                    ? null
                    : "a " + value.getClass().getName() + " would be read as the declared " + type.getName()
                            + ": declare its own type, or annotate the declared one with @JsonTypeInfo";
        }
    }

    /** Check that accepts, where {@code Object} is declared, only types that JSON itself distinguishes. */
    record Natural() implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            if (value == null
                    || value instanceof String
                    || value instanceof Boolean
                    || value instanceof Integer
                    || (value instanceof Double number && Double.isFinite(number))
                    || (value instanceof Long number && number != number.intValue())
                    || (value instanceof BigInteger number && number.bitLength() > 63)) {
                return null;
            }
            if (value instanceof List<?> || value instanceof Map<?, ?>) {
                return new Elements(this, new Text()).obstacle(value);
            }
            return "a " + value.getClass().getName() + " that is declared as Object would be read as another class:"
                    + " declare its type, or annotate the declared one with @JsonTypeInfo";
        }
    }

    /**
     * Check of the elements of a container, or of the keys and values of a map.
     *
     * @param elements check of each element or value of a map; null for none
     * @param keys check of each key of a map; null for none
     */
    record Elements(
            @Nullable DeclaredTypeRoundTripCheck elements,
            @Nullable DeclaredTypeRoundTripCheck keys) implements DeclaredTypeRoundTripCheck {

        @Override
        public @Nullable String obstacle(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                String key = first(keys, map.keySet().stream());
                return key != null ? key : first(elements, map.values().stream());
            }
            return first(elements, contents(value));
        }

        private static Stream<?> contents(@Nullable Object value) {
            if (value instanceof Iterable<?> elements) {
                return StreamSupport.stream(elements.spliterator(), false);
            }
            if (value instanceof Object[] array) {
                return Arrays.stream(array);
            }
            return value instanceof AtomicReference<?> reference ? Stream.ofNullable(reference.get()) : Stream.empty();
        }

        private static @Nullable String first(@Nullable DeclaredTypeRoundTripCheck check, Stream<?> contents) {
            return check == null
                    ? null
                    : contents.map(check::obstacle)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
        }
    }
}
