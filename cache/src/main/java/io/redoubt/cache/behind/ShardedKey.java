package io.redoubt.cache.behind;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Where the writes of a key wait. The same for all processes, whatever their version: it decides their order.
 *
 * @param shard from 0
 * @param entry the text of the key
 */
record ShardedKey(int shard, String keyText) {

    /**
     * The place of a key.
     *
     * @throws InvalidInputException if its text is empty, too long, or not valid Unicode
     */
    static ShardedKey of(String name, String keyText, int shards) {
        ByteBuffer bytes = utf8(name, keyText);
        if (bytes.remaining() == 0 || bytes.remaining() > KeyTemplate.MAX_KEY_BYTES) {
            throw new InvalidInputException("the text of a key of '" + name + "' must have 1 to "
                    + KeyTemplate.MAX_KEY_BYTES + " bytes of UTF-8, but has " + bytes.remaining());
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return new ShardedKey((int) (crc.getValue() % shards), keyText);
    }

    private static ByteBuffer utf8(String name, String keyText) {
        try {
            // Not getBytes(), which turns every half of a surrogate pair into the same '?'.
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(keyText));
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("the text of a key of '" + name + "' is not valid Unicode");
        }
    }
}
