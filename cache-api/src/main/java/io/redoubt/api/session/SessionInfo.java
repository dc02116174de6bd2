package io.redoubt.api.session;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Description of a session, returned when sessions are listed. It does not contain the secret session id. Immutable,
 * thread-safe.
 *
 * @param userId id of the user; null for an anonymous session
 * @param handle identifies the session, for {@link SessionStore#destroy(SessionInfo)}; not a secret, and not usable to
 *     find the session
 * @param createdAt when the session was created, or its user has logged in
 * @param lastUsedAt when the session was last used, as far as that was written
 * @param expiresAt when the session ends if it is not used before
 * @param metadata text about the session: address, user agent, character
 */
public record SessionInfo(
        @Nullable String userId,
        String handle,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        Map<String, String> metadata) {

    public SessionInfo {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Returns the client that the metadata describes; text that {@link ClientDetails} refuses counts as absent. */
    public ClientDetails client() {
        return ClientDetails.of(metadata);
    }
}
