package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.cache.internal.store.ValueCodec;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Codec for the writes in a write-behind queue, both new values and removals. Thread-safe. */
final class PendingWriteCodec<K, V> {

    /** First byte of a write of a value, before the encoded value. */
    private static final byte VALUE = '=';

    /** The only byte of a removal. */
    private static final byte REMOVAL = '-';

    private final TypeRef<V> type;
    private final Function<String, ? extends K> fromText;
    private final ValueCodec values;

    PendingWriteCodec(TypeRef<V> type, Function<String, ? extends K> fromText, ValueCodec values) {
        this.type = type;
        this.fromText = fromText;
        this.values = values;
    }

    /** Returns the key of a text. */
    K key(String keyText) {
        return fromText.apply(keyText);
    }

    byte[] encodeValue(String keyText, @Nullable V value) {
        byte[] bytes = values.encode(keyText, value, type);
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
    PendingWrite<K, V> decode(K key, StoredWrite encoded) {
        byte[] body = encoded.body();
        V value = body[0] == REMOVAL ? null : values.codec().decode(Arrays.copyOfRange(body, 1, body.length), type);
        return new PendingWrite<>(key, value, encoded.id());
    }

    PendingWrite<K, V> decode(PolledWrite polled) {
        return decode(key(polled.keyText()), polled.encoded());
    }
}
