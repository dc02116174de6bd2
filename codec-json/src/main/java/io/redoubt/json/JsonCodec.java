package io.redoubt.json;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Codec that stores values as plain JSON (RFC 8259, UTF-8), readable with {@code redis-cli} and from other languages.
 * Thread-safe.
 *
 * <p>Records, collections, {@code Optional} and {@code java.time} (ISO 8601 text) work without registration; enums
 * are stored by name. Unknown properties are ignored, so that an older version of a program can read what a newer
 * one wrote. The JSON names no types, except the permitted types of a sealed type in a property {@code @type}; no
 * other type is created from it than the type that the reader asks for.
 *
 * <p>Text: a value of type {@code String} is written as a JSON string. When a {@code String} is read, bytes that
 * are not a JSON string are taken as the text itself, so that a value written by another program with a plain
 * {@code SET} can be read.
 *
 * <p>A {@link RawJson} is stored as its text, and read as one, any stored JSON is returned unchanged. Within another
 * value, such as a list or record, its text must have no white space around it. There it comes back unchanged, too,
 * except where Jackson buffers an object, since the property that tells its class is not the first: then white space
 * within the text and escapes in its strings may differ.
 *
 * <p>A value that could not be read back, or not as it was, is refused with a {@link CodecException} when it is
 * written: abstract types without type information, classes that cannot be created from JSON, classes of the JDK
 * that have no JSON form, map keys that cannot be parsed. The classes of values are checked once, at the first value.
 *
 * <p>Everything that the mapper, its modules or the classes of the values throw becomes a {@link CodecException}: a
 * value that cannot be read is a missing one for its reader, not an error of another family.
 */
public final class JsonCodec implements Codec {

    private final JsonMapper mapper;
    private final RoundTripCheckingModule checks;
    private final RawJsonFormat rawJson;
    private final ConcurrentMap<Type, DeclaredTypeWriter> writers = new ConcurrentHashMap<>();

    private JsonCodec(JsonMapper mapper, RoundTripCheckingModule checks) {
        this.checks = checks;
        this.rawJson = RawJsonFormat.of(mapper);
        this.mapper = checks.addTo(mapper.rebuild().addModule(rawJson.module()).build());
    }

    /** Creates a codec with the settings that are described above. */
    public static JsonCodec create() {
        JsonMapper mapper = settings(JsonMapper.builder())
                .annotationIntrospector(AnnotationIntrospector.pair(
                        JsonMapper.builder().annotationIntrospector(), new SealedTypeIntrospector()))
                // A class that became part of a sealed hierarchy is still read from JSON without a type.
                .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
                .build();
        return new JsonCodec(mapper, RoundTripCheckingModule.byDeclaration());
    }

    /** Applies the settings of Redoubt's own mappers. */
    static JsonMapper.Builder settings(JsonMapper.Builder builder) {
        return builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // A value of another type is rejected, even a similar one: 1.9 is not an int, 1 is not an enum
                // constant.
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                // Two constants may have the same toString().
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
                // A class without properties would be stored as {} and read back empty.
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // Times keep their zone, which Jackson would replace by UTC.
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(
                        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
                        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID);
    }

    /**
     * Creates a codec on a mapper of the application, to which the checks of written classes are added. Default
     * typing must not be enabled on it, since it would let the stored bytes choose classes; text after the end of a
     * value should be an error.
     */
    public static JsonCodec on(JsonMapper mapper) {
        return new JsonCodec(mapper, RoundTripCheckingModule.byDeclaration());
    }

    @Override
    public byte[] encode(Object value) {
        if (value instanceof RawJson json) {
            return rawJson.encode(json);
        }
        // An array has its type at run time too, other than a collection.
        return value.getClass().isArray()
                ? write(value, () -> writer(value.getClass()).write(value))
                : write(value, () -> mapper.writeValueAsBytes(value));
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        if (value instanceof RawJson json && type.type() == RawJson.class) {
            return rawJson.encode(json);
        }
        return write(value, () -> writer(type.type()).write(value));
    }

    private DeclaredTypeWriter writer(Type type) {
        DeclaredTypeWriter known = writers.get(type);
        if (known != null) {
            return known;
        }
        DeclaredTypeWriter writer = DeclaredTypeWriter.of(mapper, checks, mapper.constructType(type));
        writers.putIfAbsent(type, writer);
        return writer;
    }

    private static byte[] write(Object value, Supplier<byte[]> write) {
        try {
            return write.get();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new CodecException(
                    "cannot write a " + value.getClass().getName() + " as JSON: " + JsonFailureFormatter.of(e), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Jackson returns a value of the given type, and the others are compared
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        if (type.type() == RawJson.class) {
            return (T) rawJson.decode(StrictUtf8Decoder.decode(bytes));
        }
        return (T) (type.type() == String.class ? readText(bytes) : read(bytes, type));
    }

    private Object read(byte[] bytes, TypeRef<?> type) {
        Object value;
        try {
            value = mapper.readValue(new SliceableJsonInputStream(bytes), mapper.constructType(type.type()));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new CodecException("cannot read JSON as " + type + ": " + JsonFailureFormatter.of(e), e);
        }
        if (value == null) {
            throw new CodecException("cannot read JSON null as " + type, null);
        }
        return value;
    }

    private Object readText(byte[] bytes) {
        if (isQuoted(bytes)) {
            try {
                return mapper.readValue(bytes, String.class);
            } catch (RuntimeException e) {
                return StrictUtf8Decoder.decode(bytes); // text of another program that happens to be in quotes
            }
        }
        return StrictUtf8Decoder.decode(bytes);
    }

    private static boolean isQuoted(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == '"' && bytes[bytes.length - 1] == '"';
    }
}
