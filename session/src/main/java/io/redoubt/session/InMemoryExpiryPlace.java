package io.redoubt.session;

import java.util.Comparator;

/**
 * Place of a session of an in-memory store in the order in which its sessions expire. Immutable.
 *
 * @param expiry the last millisecond of the session, since 1970
 */
record InMemoryExpiryPlace(long expiry, HashedSessionId id) implements Comparable<InMemoryExpiryPlace> {

    private static final Comparator<InMemoryExpiryPlace> ORDER = Comparator.comparingLong(InMemoryExpiryPlace::expiry)
            .thenComparing(place -> place.id().hash())
            .thenComparing(place -> place.id().bucket());

    @Override
    public int compareTo(InMemoryExpiryPlace other) {
        return ORDER.compare(this, other);
    }
}
