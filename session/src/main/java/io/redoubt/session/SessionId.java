package io.redoubt.session;

import io.redoubt.api.session.RotationToken;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Secret, randomly generated identifier of a session. It consists of 192 random bits in base64url and two hexadecimal
 * digits. The digits are the bucket, one of 256: that of the user, or of an anonymous session any. Immutable. {@link
 * #toString()} does not reveal the secret.
 *
 * <p>192 bits cannot be guessed; OWASP's Session Management Cheat Sheet asks for 64.
 */
final class SessionId {

    private static final int RANDOM_BYTES = 24;
    private static final int RANDOM_PART_LENGTH = 32;
    private static final int LENGTH = RANDOM_PART_LENGTH + 2;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String text;
    private final HashedSessionId hashed;

    private SessionId(String text) {
        this.text = text;
        this.hashed =
                new HashedSessionId(text.substring(RANDOM_PART_LENGTH), IdHashes.truncatedHex(IdHashes.sha256(text)));
    }

    /** Generates a new id in a bucket. */
    static SessionId generate(SecureRandom random, String bucket) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new SessionId(BASE64.encodeToString(bytes) + bucket);
    }

    /**
     * Returns the id in a bucket that a token gives a session in one kind of change. Its random part is a hash of the
     * secret of the token with what it is used for, so that a token that is used twice gives no related ids.
     *
     * @param change the kind of change, and the owner of the session after it
     */
    static SessionId of(RotationToken token, String change, HashedSessionId from, String bucket) {
        byte[] digest = IdHashes.sha256(token.secret() + ":" + change + ":" + from.handle());
        return new SessionId(BASE64.encodeToString(Arrays.copyOf(digest, RANDOM_BYTES)) + bucket);
    }

    /** Returns the exception for a new id that is in use, which 192 bits rule out as long as they are random. */
    static IllegalStateException taken() {
        return new IllegalStateException("a new session id is taken: the random source of this JVM repeats itself");
    }

    /** Parses an id received from outside; empty if it cannot have been issued by this class. */
    static Optional<SessionId> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean isValid = i < RANDOM_PART_LENGTH ? isBase64(c) : IdHashes.isHexDigit(c);
            if (!isValid) {
                return Optional.empty();
            }
        }
        return Optional.of(new SessionId(text));
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Returns the secret itself. */
    String text() {
        return text;
    }

    /** Returns the stored form of the id. */
    HashedSessionId hashed() {
        return hashed;
    }

    @Override
    public String toString() {
        return "SessionId[***]";
    }
}
