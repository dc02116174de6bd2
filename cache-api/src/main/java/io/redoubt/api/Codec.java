package io.redoubt.api;

/**
 * Converter of values to bytes and back: the interface to a serialization library.
 *
 * <p>Implementations are thread-safe. Equal values need not have equal bytes. An implementation never creates
 * objects of types that the bytes name; the type that the reader asks for decides.
 */
public interface Codec {

    /**
     * Encodes a value.
     *
     * @throws CodecException if the value cannot be encoded
     */
    byte[] encode(Object value);

    /**
     * Decodes bytes to a value of the type; never null.
     *
     * @throws CodecException if the bytes do not encode a value of the type
     */
    <T> T decode(byte[] bytes, TypeRef<T> type);
}
