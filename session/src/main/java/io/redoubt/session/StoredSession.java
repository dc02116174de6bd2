package io.redoubt.session;

/**
 * A session as it is stored, all but its id. Immutable. Times are milliseconds since 1970 by the store's clock.
 *
 * @param userId whose it is
 * @param created when it was created
 * @param lastUsed when it was last used, as far as that was noted
 * @param idle its idle timeout
 * @param absolute when it ends at the latest
 * @param version counts the changes of its contents
 * @param contents what the application put into it
 */
record StoredSession(
        String userId, long created, long lastUsed, long idleMillis, long absoluteExpiry, long version, SessionData data) {

    /** Its last millisecond if it is not used before. */
    long expiry() {
        return ExpiryRule.expiry(lastUsed, idleMillis, absoluteExpiry);
    }

    /** The same, used then, with that idle timeout. */
    StoredSession withUse(long now, long idleMillis) {
        return new StoredSession(userId, created, now, idleMillis, absoluteExpiry, version, data);
    }

    /** The same in its next version. */
    StoredSession withUpdate(EncodedUpdate update) {
        return new StoredSession(userId, created, lastUsed, idleMillis, absoluteExpiry, version + 1, data.withUpdate(update));
    }
}
