package io.redoubt.codec;

import io.redoubt.api.CodecException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Utility class that encrypts and decrypts single values with AES-256-GCM. The format is a frame, the length of the key
 * id (1 byte), the key id, 16 bytes of salt, 12 bytes of nonce, then the ciphertext with its tag of 16 bytes. All that
 * precedes the ciphertext is authenticated too. Stateless, thread-safe.
 *
 * <p>Each value has a key of its own, derived from the key and the salt by HMAC-SHA-256. With one key for all, random
 * nonces of GCM would have to end after 2^32 values, which a cache writes within days.
 */
final class AesGcm {

    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] LABEL = "redoubt AES-256-GCM 1".getBytes(StandardCharsets.US_ASCII);

    private AesGcm() {}

    static byte[] encrypt(byte[] content, EncryptionKeys keys) {
        byte[] id = keys.writingId().getBytes(StandardCharsets.US_ASCII);
        byte[] header = new byte[WrapperHeader.LENGTH + 1 + id.length + SALT + NONCE];
        WrapperHeader.ENCRYPTED.begin(header);
        header[WrapperHeader.LENGTH] = (byte) id.length;
        System.arraycopy(id, 0, header, WrapperHeader.LENGTH + 1, id.length);
        byte[] random = new byte[SALT + NONCE];
        RANDOM.nextBytes(random);
        System.arraycopy(random, 0, header, header.length - random.length, random.length);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys, header);
            byte[] framed = Arrays.copyOf(header, header.length + content.length + TAG);
            cipher.doFinal(content, 0, content.length, framed, header.length);
            return framed;
        } catch (GeneralSecurityException e) {
            throw new CodecException("cannot encrypt the value: " + e.getClass().getName(), e);
        }
    }

    static byte[] decrypt(byte[] framed, EncryptionKeys keys) {
        int idLength = framed.length > WrapperHeader.LENGTH && WrapperHeader.ENCRYPTED.begins(framed)
                ? framed[WrapperHeader.LENGTH]
                : -1;
        int headerLength = WrapperHeader.LENGTH + 1 + idLength + SALT + NONCE;
        if (idLength < 1 || framed.length < headerLength + TAG) {
            throw new CodecException("the value is encrypted in a format that this version does not know", null);
        }
        byte[] header = Arrays.copyOf(framed, headerLength);
        try {
            return cipher(Cipher.DECRYPT_MODE, keys, header)
                    .doFinal(framed, headerLength, framed.length - headerLength);
        } catch (GeneralSecurityException e) {
            throw new CodecException("the value was changed, or encrypted by another key of the same id", e);
        }
    }

    private static Cipher cipher(int mode, EncryptionKeys keys, byte[] header) throws GeneralSecurityException {
        int idEnd = header.length - SALT - NONCE;
        String id = new String(
                header, WrapperHeader.LENGTH + 1, idEnd - WrapperHeader.LENGTH - 1, StandardCharsets.US_ASCII);
        byte @Nullable [] key = keys.find(id);
        if (key == null) {
            throw new CodecException("the value is encrypted by a key that is not among the keys", null);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(LABEL);
        mac.update(header, idEnd, SALT);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(mac.doFinal(), "AES"),
                new GCMParameterSpec(8 * TAG, header, idEnd + SALT, NONCE));
        cipher.updateAAD(header);
        return cipher;
    }
}
