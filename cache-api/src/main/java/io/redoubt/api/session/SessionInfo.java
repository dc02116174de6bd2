package io.redoubt.api.session;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a list of sessions tells of one. Immutable, thread-safe.
 *
 * @param userId whose session it is
 * @param handle names the session among those of its user, for {@link SessionStore#destroy(SessionInfo)}; not a secret, and
 *     of no use to find it
 * @param createdAt when it was created
 * @param lastUsedAt when it was last used, as far as that was written
 * @param expiresAt when it ends if it is not used before
 * @param metadata text about the session: address, user agent, character
 */
public record SessionInfo(
        String userId,
        String handle,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        Map<String, String> metadata) {

    public SessionInfo {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
