package io.redoubt.ratelimit;

import io.redoubt.api.KeyTemplate;
import io.redoubt.api.ratelimit.Subject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Utility class that builds the Redis Cluster hash tag for the keys of a rate limit subject, such as a user. The tag
 * puts all limits of the subject into one cluster slot.
 *
 * <p>Injective: {@code kind:id}, with the id escaped as in a {@link KeyTemplate}, so that it never contains a
 * colon or a brace; {@code kind::hash} where the escaped id is long, or the id is not valid Unicode.
 */
final class SubjectHashTag {

    private static final int MAX_ID_CHARS = 96;
    private static final int HASH_BYTES = 16;
    private static final KeyTemplate ESCAPED = KeyTemplate.of("{id}");

    private SubjectHashTag() {}

    static String of(Subject subject) {
        String id = subject.id();
        if (id.length() <= MAX_ID_CHARS && id.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            String escaped = ESCAPED.key(id);
            if (escaped.length() <= MAX_ID_CHARS) {
                return "{" + subject.kind() + ":" + escaped + "}";
            }
        }
        return "{" + subject.kind() + "::" + hash(id) + "}";
    }

    private static String hash(String id) {
        try {
            // By UTF-16 code unit: an encoder would replace every unpaired surrogate by the same '?'.
            ByteBuffer text = ByteBuffer.allocate(id.length() * Character.BYTES);
            id.chars().forEach(c -> text.putChar((char) c));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.array());
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
