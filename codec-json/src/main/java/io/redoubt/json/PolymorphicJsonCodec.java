package io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Codec that stores values as JSON, and includes the class name of each value whose declared type is not final. The
 * name is in a property {@code @class} or is the first element of an array. For caches that hold values of several
 * classes, such as those of Spring or JCache; where the type of the values is known, {@link JsonCodec} is better.
 * Thread-safe.
 *
 * <p>Only listed types are written, and only listed types are created: JSON with any other name is a
 * {@link CodecException}, and therefore a miss, before its class is loaded. A value of another class than the reader
 * asks for is one too; type arguments are not compared. The value itself must not be an {@code Optional} nor a map with
 * other keys than text or enum constants; elsewhere keys whose type is not declared are read as text.
 */
public final class PolymorphicJsonCodec implements Codec {

    private final JsonMapper mapper;

    private PolymorphicJsonCodec(AllowedTypes allowed) {
        this.mapper = RoundTripCheckingModule.byClassName(allowed)
                .addTo(JsonCodec.settings(JsonMapper.builder())
                        .activateDefaultTyping(
                                new AllowListValidator(allowed), DefaultTyping.NON_FINAL, JsonTypeInfo.As.PROPERTY)
                        .build());
    }

    /** Creates a codec for values of the listed types. */
    public static PolymorphicJsonCodec of(AllowedTypes allowed) {
        return new PolymorphicJsonCodec(allowed);
    }

    @Override
    public byte[] encode(Object value) {
        String obstacle = obstacle(value);
        if (obstacle != null) {
            throw new CodecException("cannot write a " + value.getClass().getName() + " as JSON: " + obstacle, null);
        }
        try {
            // Declared as Object, so that the class of the value is named too.
            return mapper.writerFor(Object.class).writeValueAsBytes(value);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new CodecException(
                    "cannot write a " + value.getClass().getName() + " as JSON: " + JsonFailureFormatter.of(e), e);
        }
    }

    /** Returns why a value would be read as another one though its type is listed; null if it would not. */
    private static @Nullable String obstacle(Object value) {
        if (value instanceof Optional) {
            return "its content would be read instead of an Optional: store the content";
        }
        return value instanceof Map<?, ?> map
                        && !(value instanceof EnumMap)
                        && !map.keySet().stream().allMatch(String.class::isInstance)
                ? "its keys would be read as text: store a record with a map, which declares the type of its keys"
                : null;
    }

    @Override
    @SuppressWarnings("unchecked") // the class was compared
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        Object value;
        try {
            value = mapper.readValue(bytes, Object.class);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new CodecException("cannot read JSON as " + type + ": " + JsonFailureFormatter.of(e), e);
        }
        JavaType asked = mapper.constructType(type.type());
        if (value == null || !wrapper(asked.getRawClass()).isInstance(value)) {
            throw new CodecException("the JSON has a value of another class than " + type, null);
        }
        return (T) value;
    }

    private static Class<?> wrapper(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
