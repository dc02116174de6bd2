package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Key of a write in a write-behind queue, with the number of the partition (shard) that the key belongs to. Keys must
 * be assigned to shards in the same way in all processes and versions, since the order of a key's writes depends on it.
 *
 * @param shard the index of the shard, from 0
 * @param keyText the key as text
 */
record ShardedKey(int shard, String keyText) {

    /**
     * Returns the key with its shard: the CRC-32 of the text modulo the number of shards.
     *
     * @throws InvalidInputException if the text is empty, too long, or not valid Unicode
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
            // Not getBytes(), which replaces any unpaired surrogate with the same '?'.
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(keyText));
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("the text of a key of '" + name + "' is not valid Unicode");
        }
    }
}
