package io.redoubt.json;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as plain JSON (RFC 8259, UTF-8) that {@code redis-cli} and other languages can read. Immutable, thread-safe.
 *
 * <p>Records, collections, {@code Optional} and {@code java.time} (ISO 8601 text) work without registration. Unknown
 * properties are ignored, so that an older version of a program reads what a newer one wrote. Types are never named in the
 * JSON, and never created from it: the reader's type decides.
 *
 * <p>Text: a value of type {@code String} is written as a JSON string. Read as {@code String}, bytes that are not a JSON
 * string are taken as the text itself, so that what somebody else wrote with a plain {@code SET} reads as it stands.
 *
 * <p>Whatever the mapper, its modules or the classes of the values throw is a {@link CodecException}: a value that
 * cannot be read is a missing one for its reader, not an error of another family.
 */
public final class JsonCodec implements Codec {

    private final JsonMapper mapper;

    private JsonCodec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The codec with the settings that are described above. */
    public static JsonCodec create() {
        return new JsonCodec(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // A value of another type is not a value of this one, however close: 1.9 is no int, 1 no enum constant.
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                // A class without anything to write would be stored as {} and come back empty.
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // Times keep their zone, which Jackson alone would replace by UTC.
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(
                        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
                        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
                .build());
    }

    /**
     * The codec on a mapper of the application's. It must not have default typing turned on, which would let the stored
     * bytes choose classes; trailing text after a value should fail.
     */
    public static JsonCodec on(JsonMapper mapper) {
        return new JsonCodec(mapper);
    }

    @Override
    public byte[] encode(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (RuntimeException e) {
            throw new CodecException("cannot write a " + value.getClass().getName() + " as JSON: " + reason(e), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Jackson makes what the type says, and text is made for String alone
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        return (T) (type.type() == String.class ? readText(bytes) : read(bytes, type));
    }

    private Object read(byte[] bytes, TypeRef<?> type) {
        Object value;
        try {
            value = mapper.readValue(bytes, mapper.constructType(type.type()));
        } catch (RuntimeException e) {
            throw new CodecException("cannot read JSON as " + type + ": " + reason(e), e);
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
                return text(bytes); // somebody's text that happens to stand in quotes
            }
        }
        return text(bytes);
    }

    /** Why it failed; of what is not Jackson's the type alone, since its message may hold a part of the value. */
    private static String reason(RuntimeException e) {
        return e instanceof JacksonException known
                ? known.getOriginalMessage()
                : e.getClass().getName();
    }

    private static boolean isQuoted(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == '"' && bytes[bytes.length - 1] == '"';
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("cannot read bytes as text: they are not UTF-8", e);
        }
    }
}
