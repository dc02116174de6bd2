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

    /** Estimated size of a session without data, including its places in the indexes. */
    private static final long SESSION_OVERHEAD = 1024;

    /** Estimated size of a field in addition to its name and value. */
    private static final long FIELD_OVERHEAD = 128;

    static InMemorySessionEntry of(HashedSessionId id, StoredSession session) {
        return of(id, session, bytes(session));
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
        long size = updated.payload() == session.payload() ? bytes : bytes(updated);
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

    private static long bytes(StoredSession session) {
        String userId = session.userId();
        long bytes = SESSION_OVERHEAD + (userId == null ? 0 : 2L * userId.length());
        for (var field : session.payload().metadata().entrySet()) {
            bytes += FIELD_OVERHEAD
                    + 2L * (field.getKey().length() + field.getValue().length());
        }
        for (var field : session.payload().attributes().entrySet()) {
            bytes += FIELD_OVERHEAD + 2L * field.getKey().length() + field.getValue().length;
        }
        return bytes;
    }
}
