package io.redoubt.api;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Converter that turns a value, such as a user id, into the text that represents the value in a key. Equal values
 * must have the same text in every process, and different ones different texts: values without a text of their own,
 * whose {@code toString()} is made of their identity, are refused. Stateless.
 */
final class KeyTextConverter {

    private static final int MAX_DEPTH = 20;

    private KeyTextConverter() {}

    /**
     * Returns the text of a value: the name of an enum constant, and {@code toString()} of everything else; null for
     * null.
     *
     * @param place what the value is for, for messages
     * @throws InvalidInputException if the value has no text of its own
     */
    static @Nullable String of(@Nullable Object value, String place) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        try {
            check(value, place, 0);
            String text = value.toString();
            if (text != null && text.contains("@" + Integer.toHexString(System.identityHashCode(value)))) {
                throw refused(value, place);
            }
            return text;
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | ReflectiveOperationException e) {
            // Without the exception's message, which may contain a part of the value.
            throw new InvalidInputException("the value for " + place + " has no text: toString() of "
                    + value.getClass().getName() + " failed with "
                    + e.getClass().getName());
        }
    }

    private static void check(@Nullable Object value, String place, int depth) throws ReflectiveOperationException {
        if (value == null || value instanceof CharSequence || value instanceof Number) {
            return;
        }
        if (value instanceof Enum<?> constant && depth > 0) {
            if (!constant.name().equals(constant.toString())) {
                throw refused(value, place); // two constants may have the same text
            }
            return;
        }
        if (depth > MAX_DEPTH || value.getClass().isArray() || isWithoutText(value.getClass())) {
            throw refused(value, place);
        }
        for (Object part : parts(value).toList()) {
            check(part, place, depth + 1);
        }
    }

    private static Stream<?> parts(Object value) throws ReflectiveOperationException {
        if (value instanceof Optional<?> optional) {
            return optional.stream();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()));
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return Stream.of(entry.getKey(), entry.getValue());
        }
        if (value instanceof Iterable<?> elements && !(value instanceof java.nio.file.Path)) {
            return StreamSupport.stream(elements.spliterator(), false);
        }
        if (value instanceof Record) {
            return componentsOf(value);
        }
        return Stream.empty();
    }

    private static Stream<?> componentsOf(Object record) throws ReflectiveOperationException {
        Stream.Builder<@Nullable Object> parts = Stream.builder();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (component.getAccessor().trySetAccessible()) {
                parts.add(component.getAccessor().invoke(record));
            }
        }
        return parts.build();
    }

    private static boolean isWithoutText(Class<?> type) throws ReflectiveOperationException {
        return type.getMethod("toString").getDeclaringClass() == Object.class;
    }

    private static InvalidInputException refused(Object value, String place) {
        return new InvalidInputException("the value for " + place + " has no text that is the same for equal values: it"
                + " is, or contains, a " + value.getClass().getTypeName()
                + "; pass the id itself, as text, a number, a UUID or an enum constant");
    }
}
