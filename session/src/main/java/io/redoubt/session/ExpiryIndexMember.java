package io.redoubt.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Member of the Redis sorted set that orders sessions by expiry time: {@code <hash of the id>:<created>:<user id>}.
 * Tells what is to be known of a session that has expired. Immutable.
 *
 * @param text the member as it is stored
 * @param hash the hash of the session id
 * @param userId the id of the user; null if the session is anonymous
 */
record ExpiryIndexMember(String text, String hash, @Nullable String userId) {

    private static final int HASH_LENGTH = 32;

    /** Parses a member; empty if another program has written it. */
    static Optional<ExpiryIndexMember> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What is no UTF-8 would be another member as a text.
        return Arrays.equals(SessionKeys.utf8(text), bytes) ? parse(text) : Optional.empty();
    }

    /** Parses a member; empty if another program has written it. */
    static Optional<ExpiryIndexMember> parse(String text) {
        int userBegin = text.indexOf(':', HASH_LENGTH + 1) + 1;
        if (userBegin == 0 || text.charAt(HASH_LENGTH) != ':') {
            return Optional.empty();
        }
        String hash = text.substring(0, HASH_LENGTH);
        String userId = text.substring(userBegin);
        return IdHashes.isHash(hash)
                ? Optional.of(new ExpiryIndexMember(text, hash, userId.isEmpty() ? null : userId))
                : Optional.empty();
    }

    /** Returns the hash of the user id; empty if the session is anonymous. */
    String ownerHash() {
        return userId == null ? "" : IdHashes.truncatedHex(IdHashes.sha256(userId));
    }
}
