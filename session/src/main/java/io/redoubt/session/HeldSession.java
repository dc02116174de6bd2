package io.redoubt.session;

/**
 * A session in this process. Immutable.
 *
 * @param id what is stored of its id
 * @param ownerHash whose it is
 * @param session the session
 */
record HeldSession(StoredId id, String ownerHash, StoredSession session) {

    HeldSession with(StoredSession changed) {
        return new HeldSession(id, ownerHash, changed);
    }
}
