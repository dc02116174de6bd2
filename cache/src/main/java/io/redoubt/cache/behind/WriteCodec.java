package io.redoubt.cache.behind;

import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.WriteBehindSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Codec between values and stored writes: {@code =} and the value's bytes, or {@code -} for a removal.
 * Thread-safe.
 */
final class WriteCodec<K, V> {

    private static final byte VALUE = '=';
    private static final byte REMOVAL = '-';

    private final WriteBehindSpec<K, V> spec;
    private final Codec codec;
    private final int maxBytes;

    WriteCodec(WriteBehindSpec<K, V> spec, Codec codec, int maxBytes) {
        this.spec = spec;
        this.codec = codec;
        this.maxBytes = maxBytes;
    }

    byte[] encodeValue(String keyText, @Nullable V value) {
        if (value == null) {
            throw new InvalidInputException("the value for key '" + keyText + "' is null: remove the key instead");
        }
        byte[] bytes = codec.encode(value);
        if (bytes.length > maxBytes) {
            throw new InvalidInputException("the value for key '" + keyText + "' has " + bytes.length + " bytes, and "
                    + maxBytes + " are allowed: store less under one key, or raise maxValueBytes");
        }
        byte[] body = new byte[bytes.length + 1];
        body[0] = VALUE;
        System.arraycopy(bytes, 0, body, 1, bytes.length);
        return body;
    }

    byte[] encodeRemoval() {
        return new byte[] {REMOVAL};
    }

    /**
     * Decodes a pending write.
     *
     * @throws RuntimeException any exception of the codec or of the key parser for a write encoded by another
     *     version
     */
    PendingWrite<K, V> decode(K key, EncodedWrite encoded) {
        byte[] body = encoded.body();
        V value = body[0] == REMOVAL ? null : codec.decode(Arrays.copyOfRange(body, 1, body.length), spec.type());
        return new PendingWrite<>(key, value, encoded.id());
    }

    PendingWrite<K, V> decode(PolledWrite polled) {
        return decode(spec.key(polled.keyText()), polled.encoded());
    }
}
