package io.redoubt.api.session;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secret with which a {@link SessionStore#rotate(String, RotationToken) rotate}, {@link SessionStore#login(String,
 * String, RotationToken) login} or {@link SessionStore#logout(String, RotationToken) logout} call can be repeated after
 * a lost reply, and still returns the same session. Consists of 192 random bits, from which the new id is derived;
 * together with the old id they are as secret as the new one. Use each token for one change of one session. Immutable,
 * thread-safe.
 *
 * <p>{@code toString()} does not show the secret.
 */
public final class RotationToken {

    private static final int RANDOM_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String secret;

    private RotationToken(String secret) {
        this.secret = secret;
    }

    /** Returns a new random token. */
    public static RotationToken generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new RotationToken(BASE64.encodeToString(bytes));
    }

    /** Returns the secret: 32 characters of base64url. For the implementations of {@link SessionStore}. */
    public String secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "RotationToken[***]";
    }
}
