package io.redoubt.session;

/**
 * Session in an in-memory store, together with the hashes of its session id and its user id. Immutable.
 *
 * @param id the hashed session id
 * @param ownerHash the hash of the owner's user id
 * @param session the session
 * @param bytes the estimated size in memory
 */
record InMemorySessionEntry(HashedSessionId id, String ownerHash, StoredSession session, long bytes) {

    /** Estimated size of a session without data, including its places in the indexes. */
    private static final long SESSION_OVERHEAD = 1024;

    /** Estimated size of a field in addition to its name and value. */
    private static final long FIELD_OVERHEAD = 128;

    static InMemorySessionEntry of(HashedSessionId id, String ownerHash, StoredSession session) {
        return new InMemorySessionEntry(id, ownerHash, session, bytes(session));
    }

    @SuppressWarnings("ReferenceEquality") // equal data that is another object is measured again, which is right, too
    InMemorySessionEntry withSession(StoredSession updated) {
        long size = updated.data() == session.data() ? bytes : bytes(updated);
        return new InMemorySessionEntry(id, ownerHash, updated, size);
    }

    InMemorySessionEntry withId(HashedSessionId other) {
        return new InMemorySessionEntry(other, ownerHash, session, bytes);
    }

    private static long bytes(StoredSession session) {
        long bytes = SESSION_OVERHEAD + 2L * session.userId().length();
        for (var field : session.data().metadata().entrySet()) {
            bytes += FIELD_OVERHEAD
                    + 2L * (field.getKey().length() + field.getValue().length());
        }
        for (var field : session.data().attributes().entrySet()) {
            bytes += FIELD_OVERHEAD + 2L * field.getKey().length() + field.getValue().length;
        }
        return bytes;
    }
}
