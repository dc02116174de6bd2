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
        String userId, long created, long lastUsed, long idle, long absolute, long version, Contents contents) {

    /** Its last millisecond if it is not used before. */
    long expiry() {
        return IdleRule.expiry(lastUsed, idle, absolute);
    }

    /** The same, used then, with that idle timeout. */
    StoredSession used(long now, long idleMillis) {
        return new StoredSession(userId, created, now, idleMillis, absolute, version, contents);
    }

    /** The same in its next version. */
    StoredSession changed(Changes changes) {
        return new StoredSession(userId, created, lastUsed, idle, absolute, version + 1, contents.changed(changes));
    }
}
