package io.redoubt.session;

/**
 * A session in this process. Immutable.
 *
 * @param id what is stored of its id
 * @param ownerHash whose it is
 * @param session the session
 */
record InMemorySession(HashedSessionId id, String ownerHash, StoredSession session) {

    InMemorySession withSession(StoredSession updated) {
        return new InMemorySession(id, ownerHash, updated);
    }
}
