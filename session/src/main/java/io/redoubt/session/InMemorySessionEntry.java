package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Session in an in-memory store, together with its hashed id. Immutable.
 *
 * @param id the hashed session id
 * @param session the session
 * @param bytes the estimated size in memory
 * @param place its place in the order of expiry, made in advance so that the removal of the session needs no memory
 */
record InMemorySessionEntry(HashedSessionId id, StoredSession session, long bytes, InMemoryExpiryPlace place) {

    static InMemorySessionEntry of(HashedSessionId id, StoredSession session) {
        return of(id, session, session.bytes());
    }

    private static InMemorySessionEntry of(HashedSessionId id, StoredSession session, long bytes) {
        return new InMemorySessionEntry(id, session, bytes, new InMemoryExpiryPlace(session.expiry(), id));
    }

    /** Returns the estimated size of several sessions. */
    static long bytes(List<InMemorySessionEntry> entries) {
        return entries.stream().mapToLong(InMemorySessionEntry::bytes).sum();
    }

    @Nullable
    String userId() {
        return session.userId();
    }

    boolean isLive(long now) {
        return now <= place.expiry();
    }

    /** Returns the same session of the same user in another state. */
    @SuppressWarnings("ReferenceEquality") // equal data that is another object is measured again, which is right, too
    InMemorySessionEntry withSession(StoredSession updated) {
        long size = updated.payload() == session.payload() ? bytes : updated.bytes();
        return of(id, updated, size);
    }

    InMemorySessionEntry withId(HashedSessionId other) {
        return of(other, session, bytes);
    }

    /** Returns the description of the session for lists. */
    SessionInfo info() {
        return new SessionInfo(
                session.userId(),
                id.handle(),
                Instant.ofEpochMilli(session.created()),
                Instant.ofEpochMilli(session.lastUsed()),
                Instant.ofEpochMilli(session.expiry()),
                session.payload().metadata());
    }
}
