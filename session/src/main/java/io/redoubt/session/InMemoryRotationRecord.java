package io.redoubt.session;

/**
 * Record stored under the old id of a session, which names the session's new id for a limited time. Immutable. Times
 * are milliseconds since 1970.
 *
 * @param successor the new id
 * @param end the last millisecond of the record
 * @param graceEnd the last millisecond at which the old id still finds the session; earlier than the change if there is
 *     no such time
 * @param version the version of the session at the change; in a later one, the old id does not find it any more
 */
record InMemoryRotationRecord(HashedSessionId successor, long end, long graceEnd, long version) {

    /** Estimated size in memory, including the old id and its place in the collection. */
    static final long BYTES = 512;

    /**
     * Returns the record of a change that is made now.
     *
     * @param continued the session under its new id
     * @param graceMillis how long the old id still finds the session; 0 for not at all
     */
    static InMemoryRotationRecord begin(InMemorySessionEntry continued, long graceMillis, long now) {
        return new InMemoryRotationRecord(
                continued.id(),
                now + RotationScripts.RECORD_LIFE.toMillis(),
                graceMillis > 0 ? now + graceMillis : Long.MIN_VALUE,
                continued.session().version());
    }

    boolean isKept(long now) {
        return now <= end;
    }

    boolean isInGrace(long now) {
        return now <= graceEnd;
    }
}
