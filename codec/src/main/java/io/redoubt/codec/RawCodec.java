package io.redoubt.codec;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Codec that stores {@code byte[]} values unchanged, and {@code String} values as UTF-8. Immutable, thread-safe. Values
 * of all other types are refused.
 */
public final class RawCodec implements Codec {

    private static final RawCodec INSTANCE = new RawCodec();

    private RawCodec() {}

    /** Returns the codec. */
    public static RawCodec create() {
        return INSTANCE;
    }

    @Override
    public byte[] encode(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof String text) {
            return utf8(text);
        }
        throw new CodecException(
                "cannot store a " + value.getClass().getName() + " as raw bytes: pass a byte[] or a String", null);
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        requireRaw(type.type());
        return encode(value);
    }

    @Override
    @SuppressWarnings("unchecked") // the type was compared
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        requireRaw(type.type());
        return (T) (type.type() == String.class ? text(bytes) : bytes.clone());
    }

    private static void requireRaw(Type type) {
        if (type != byte[].class && type != String.class) {
            throw new CodecException("raw bytes are no " + type.getTypeName() + ": ask for byte[] or String", null);
        }
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new CodecException("cannot store text with half a surrogate pair as UTF-8", e);
        }
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
