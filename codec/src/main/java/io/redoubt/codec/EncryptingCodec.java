package io.redoubt.codec;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Codec that wraps another codec and encrypts the output of that codec with AES-256-GCM. A program without the key can
 * neither read nor change a value. Thread-safe.
 *
 * <p>Bytes that were changed, or encrypted by a key that is not among the keys, are a {@link CodecException}: for a
 * cache a miss, for a session a missing attribute. Keys, tags, metadata of sessions and the reasons of dead letters are
 * not encrypted. A value is not bound to its key: a program that can write to Redis can put one encrypted value in the
 * place of another.
 *
 * <p>The same value is encrypted differently each time, so elements of sets cannot be encrypted.
 */
public final class EncryptingCodec implements Codec {

    private final Codec codec;
    private final Supplier<EncryptionKeys> keys;
    private final Plaintext plaintext;

    private enum Plaintext {
        REFUSED,
        READ
    }

    private EncryptingCodec(Codec codec, Supplier<EncryptionKeys> keys, Plaintext plaintext) {
        this.codec = codec;
        this.keys = keys;
        this.plaintext = plaintext;
    }

    /** Wraps a codec with keys that do not change while the process runs. */
    public static EncryptingCodec wrap(Codec codec, EncryptionKeys keys) {
        return wrap(codec, () -> keys);
    }

    /**
     * Wraps a codec with keys that may change while the process runs.
     *
     * @param keys called at each value, on the caller's thread, so it must return at once; a failure is a
     *     {@link CodecException}
     * @throws InvalidInputException if the codec encrypts already
     */
    public static EncryptingCodec wrap(Codec codec, Supplier<EncryptionKeys> keys) {
        if (codec.isRandomized()) {
            throw new InvalidInputException("the codec encrypts already: wrap it once");
        }
        return new EncryptingCodec(codec, keys, Plaintext.REFUSED);
    }

    /**
     * Returns a copy that also reads values that are not encrypted. For the time in which values from before the
     * encryption still live, and no longer: a program that can write to Redis can plant values meanwhile.
     */
    public EncryptingCodec acceptPlaintext() {
        return new EncryptingCodec(codec, keys, Plaintext.READ);
    }

    @Override
    public byte[] encode(Object value) {
        return encrypt(codec.encode(value));
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        return encrypt(codec.encode(value, type));
    }

    private byte[] encrypt(byte[] content) {
        return AesGcm.encrypt(content, keys());
    }

    @Override
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        if (WrapperHeader.ENCRYPTED.isWrapper(bytes)) {
            return codec.decode(AesGcm.decrypt(bytes, keys()), type);
        }
        if (plaintext == Plaintext.READ) {
            return codec.decode(bytes, type);
        }
        throw new CodecException("the value is not encrypted", null);
    }

    private EncryptionKeys keys() {
        @Nullable EncryptionKeys now;
        try {
            now = keys.get();
        } catch (RuntimeException e) {
            // Without the exception, whose message may contain a key.
            throw new CodecException(
                    "the supplier of encryption keys failed: " + e.getClass().getName(), null);
        }
        if (now == null) {
            throw new CodecException("the supplier of encryption keys returned null", null);
        }
        return now;
    }

    @Override
    public boolean isRandomized() {
        return true;
    }

    /** Names the wrapped codec, and no key. */
    @Override
    public String toString() {
        return "EncryptingCodec[" + codec.getClass().getSimpleName() + "]";
    }
}
