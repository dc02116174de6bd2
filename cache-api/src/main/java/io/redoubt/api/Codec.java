package io.redoubt.api;

/**
 * Turns values into bytes and back: the port behind which a serialization library stands.
 *
 * <p>Implementations are thread-safe. Equal values need not give equal bytes. An implementation never creates objects of
 * types that the bytes name; the reader's type decides.
 */
public interface Codec {

    /**
     * The bytes of a value.
     *
     * @throws CodecException if the value cannot be encoded
     */
    byte[] encode(Object value);

    /**
     * The value that the bytes stand for; never null.
     *
     * @throws CodecException if they do not stand for a value of the type
     */
    <T> T decode(byte[] bytes, TypeRef<T> type);
}
