package io.redoubt.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret by which a session is found: 192 random bits in base64url, then the bucket of its owner in two hexadecimal
 * digits. Immutable. {@link #toString()} does not show it.
 *
 * <p>Guessing is hopeless at 192 bits, where OWASP's Session Management Cheat Sheet asks for 64.
 */
final class SessionId {

    private static final int RANDOM_BYTES = 24;
    private static final int RANDOM_LENGTH = 32;
    private static final int LENGTH = RANDOM_LENGTH + 2;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String text;
    private final StoredId stored;

    private SessionId(String text) {
        this.text = text;
        this.stored = new StoredId(text.substring(RANDOM_LENGTH), Hashes.shortened(Hashes.sha256(text)));
    }

    /** A new id in a bucket. */
    static SessionId fresh(SecureRandom random, String bucket) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new SessionId(BASE64.encodeToString(bytes) + bucket);
    }

    /** The id in a text from outside; empty if it cannot have been issued here. */
    static Optional<SessionId> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean fits = i < RANDOM_LENGTH ? isBase64(c) : Hashes.isHexDigit(c);
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(new SessionId(text));
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** The secret itself. */
    String text() {
        return text;
    }

    /** What may be stored of it. */
    StoredId stored() {
        return stored;
    }

    @Override
    public String toString() {
        return "SessionId[***]";
    }
}
