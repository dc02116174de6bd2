package io.redoubt.cache.internal.region;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprint of a cache entry's stored content, compared before a replacement to detect changes since the content was
 * read. The fingerprint is the version at the beginning of the stored bytes, or their SHA-1 hash if there is none.
 * Bytes without a version were written by another program. Immutable.
 *
 * @param text the 18 characters of a version, or 40 hexadecimal digits
 */
record ContentFingerprint(String text) {

    static ContentFingerprint of(EntryVersion version) {
        return new ContentFingerprint(version.text());
    }

    static ContentFingerprint of(byte[] bytes) {
        EntryVersion version = EntryVersion.parse(bytes);
        return version == null ? new ContentFingerprint(sha1(bytes)) : of(version);
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
