package io.redoubt.json;

import io.redoubt.api.CodecException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decoder of text that refuses bytes which are not UTF-8, instead of replacing them. Stateless, thread-safe. */
final class StrictUtf8Decoder {

    private StrictUtf8Decoder() {}

    static String decode(byte[] bytes) {
        return decode(ByteBuffer.wrap(bytes));
    }

    static String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("cannot read bytes as text: they are not UTF-8", e);
        }
    }
}
