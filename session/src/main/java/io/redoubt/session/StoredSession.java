package io.redoubt.session;

/**
 * Session in the form in which a {@link SessionRepository} keeps it, without the secret session id. Immutable. Times
 * are milliseconds since 1970 by the store's clock.
 *
 * @param userId the id of the user who owns the session
 * @param created when the session was created
 * @param lastUsed the last recorded use
 * @param idleMillis the idle timeout
 * @param absoluteExpiry when the session ends at the latest
 * @param version the number of the current version of the data, which each update increments
 * @param data the application's data
 */
record StoredSession(
        String userId,
        long created,
        long lastUsed,
        long idleMillis,
        long absoluteExpiry,
        long version,
        SessionData data) {

    /** Returns the last millisecond of the session if it is not used before. */
    long expiry() {
        return ExpiryRule.expiry(lastUsed, idleMillis, absoluteExpiry);
    }

    /** Returns the session with its last use and its idle timeout replaced. */
    StoredSession withUse(long now, long idleMillis) {
        return new StoredSession(userId, created, now, idleMillis, absoluteExpiry, version, data);
    }

    /** Returns the session with an update applied, in its next version. */
    StoredSession withUpdate(EncodedUpdate update) {
        return new StoredSession(
                userId, created, lastUsed, idleMillis, absoluteExpiry, version + 1, data.withUpdate(update));
    }
}
