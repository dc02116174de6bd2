package io.redoubt.codec;

import io.redoubt.api.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Set of keys for an {@link EncryptingCodec}: one key that encrypts and decrypts values, and optional keys that only
 * decrypt. Each key has an id. Immutable, thread-safe; the keys are copied, and appear in no message.
 *
 * <p>To replace a key without a gap: add the new one by {@link #reading} in all processes; then make it the key that
 * encrypts, with the old one by {@code reading}; and remove the old one when no value is left that it encrypted.
 */
public final class EncryptionKeys {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private final String writingId;
    private final Map<String, byte[]> keys;

    private EncryptionKeys(String writingId, Map<String, byte[]> keys) {
        this.writingId = writingId;
        this.keys = keys;
    }

    /**
     * Returns keys with one that encrypts and decrypts.
     *
     * @param id stored with each value: 1 to 32 letters, digits, dots, hyphens and underscores. Another key needs
     *     another id
     * @param key 16, 24 or 32 random bytes, from a key management system or {@code openssl rand}; not a password
     * @throws InvalidInputException if one of them is invalid
     */
    public static EncryptionKeys writing(String id, byte[] key) {
        return new EncryptionKeys(id, Map.of()).with(id, key);
    }

    /** Returns a copy with one more key that decrypts. */
    public EncryptionKeys reading(String id, byte[] key) {
        return with(id, key);
    }

    private EncryptionKeys with(String id, byte[] key) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException("the id of an encryption key must be 1 to 32 letters, digits, '.', '-' and"
                    + " '_', but has " + id.length() + " characters or others");
        }
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw new InvalidInputException(
                    "encryption key '" + id + "' must have 16, 24 or 32 bytes, but has " + key.length);
        }
        if (keys.containsKey(id)) {
            throw new InvalidInputException("there are two encryption keys with the id '" + id + "'");
        }
        Map<String, byte[]> more = new LinkedHashMap<>(keys);
        more.put(id, key.clone());
        return new EncryptionKeys(writingId, more);
    }

    String writingId() {
        return writingId;
    }

    /** Returns the bytes of a key, which the caller must not change; null if there is none of this id. */
    byte @Nullable [] find(String id) {
        return keys.get(id);
    }

    /** Names the ids. */
    @Override
    public String toString() {
        return "EncryptionKeys[writing=" + writingId + ", reading=" + keys.keySet() + "]";
    }
}
