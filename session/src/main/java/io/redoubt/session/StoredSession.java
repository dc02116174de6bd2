package io.redoubt.session;

import org.jspecify.annotations.Nullable;

/**
 * Session in the form in which a {@link SessionRepository} keeps it, without the secret session id. Immutable. Times
 * are milliseconds since 1970 by the store's clock.
 *
 * @param userId the id of the user who owns the session; null if it is anonymous
 * @param created when the session was created, or its user has logged in
 * @param lastUsed the last recorded use
 * @param idleMillis the idle timeout
 * @param absoluteExpiry when the session ends at the latest
 * @param version the number of the current version of the payload, which each update increments
 * @param payload what the application stores in the session
 */
record StoredSession(
        @Nullable String userId,
        long created,
        long lastUsed,
        long idleMillis,
        long absoluteExpiry,
        long version,
        SessionPayload payload) {

    /** Estimated size of a session without data, including its places in the indexes. */
    private static final long SESSION_OVERHEAD = 1024;

    /** Estimated size of a field in addition to its name and value. */
    private static final long FIELD_OVERHEAD = 128;

    /** Returns a session that begins now. */
    static StoredSession begin(
            @Nullable SessionOwner owner, long version, SessionPayload payload, SessionSettings settings, long now) {
        return new StoredSession(
                owner == null ? null : owner.userId(),
                now,
                now,
                settings.idleTimeout().toMillis(),
                now + settings.absoluteLifetime().toMillis(),
                version,
                payload);
    }

    /** Returns the estimated size in memory. */
    long bytes() {
        long bytes = SESSION_OVERHEAD + (userId == null ? 0 : 2L * userId.length());
        for (var field : payload.metadata().entrySet()) {
            bytes += FIELD_OVERHEAD
                    + 2L * (field.getKey().length() + field.getValue().length());
        }
        for (var field : payload.attributes().entrySet()) {
            bytes += FIELD_OVERHEAD + 2L * field.getKey().length() + field.getValue().length;
        }
        return bytes;
    }

    /** Returns the last millisecond of the session if it is not used before. */
    long expiry() {
        return ExpiryRule.expiry(lastUsed, idleMillis, absoluteExpiry);
    }

    /** Returns the session with its last use and its idle timeout replaced. */
    StoredSession withUse(long now, long idleMillis) {
        return new StoredSession(userId, created, now, idleMillis, absoluteExpiry, version, payload);
    }

    /** Returns the session with an update applied, in its next version. */
    StoredSession withUpdate(EncodedUpdate update) {
        return new StoredSession(
                userId, created, lastUsed, idleMillis, absoluteExpiry, version + 1, payload.withUpdate(update));
    }
}
