package io.redoubt.session;

/**
 * Entry of the in-memory index: a session with its hashed id and its owner. Immutable.
 *
 * @param id the hashed session id
 * @param ownerHash the hash of the owner's user id
 * @param session the session
 */
record InMemorySession(HashedSessionId id, String ownerHash, StoredSession session) {

    InMemorySession withSession(StoredSession updated) {
        return new InMemorySession(id, ownerHash, updated);
    }
}
