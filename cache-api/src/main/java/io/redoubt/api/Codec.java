package io.redoubt.api;

/**
 * Converter between values and bytes, usually an adapter to a serialization library.
 *
 * <p>Implementations are thread-safe. An implementation never creates objects of types that the bytes name, unless
 * the application has listed these types; otherwise the type that the reader asks for decides. A value that was
 * encoded decodes to an equal value; one of which the codec knows that it would not is refused when it is encoded.
 *
 * <p>Whatever else a codec throws is treated like a {@link CodecException}, also a {@link StackOverflowError}.
 */
public interface Codec {

    /**
     * Encodes a value whose readers are unknown. A codec that needs to know what they will ask for, such as that of
     * a generic type, has only the class of the value.
     *
     * @throws CodecException if the value cannot be encoded, or could not be decoded again
     */
    byte[] encode(Object value);

    /**
     * Encodes a value that will be decoded as the given type: that of a region, of a write-behind, or of the
     * elements of a set or list.
     *
     * @throws CodecException if the value cannot be encoded, or could not be decoded as this type
     */
    default byte[] encode(Object value, TypeRef<?> type) {
        return encode(value);
    }

    /**
     * Decodes bytes to a value of the type; never null.
     *
     * @throws CodecException if the bytes do not encode a value of the type
     */
    <T> T decode(byte[] bytes, TypeRef<T> type);

    /**
     * Returns whether the same value is encoded differently each time, as by encryption. Elements of sets, which
     * Redis compares by their bytes, cannot use such a codec.
     */
    default boolean isRandomized() {
        return false;
    }
}
