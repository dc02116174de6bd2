package io.redoubt.tck.session;

import io.redoubt.api.session.SessionOverflowPolicy;
import java.time.Duration;

/**
 * Settings of a session store in a test: timeouts, and the maximum number of sessions per user. Immutable.
 *
 * @param idle after how long without use a session ends
 * @param absolute how long it lives at most
 * @param maxPerUser how many a user may have
 * @param policy what to do with one more
 */
public record SessionTestSettings(Duration idle, Duration absolute, int maxPerUser, SessionOverflowPolicy policy) {

    /** Times that no test waits for, five a user, the oldest evicted. */
    public static SessionTestSettings defaults() {
        return new SessionTestSettings(
                Duration.ofMinutes(30), Duration.ofDays(1), 5, SessionOverflowPolicy.EVICT_OLDEST);
    }

    /** The same with another limit. */
    public SessionTestSettings limit(int max, SessionOverflowPolicy other) {
        return new SessionTestSettings(idle, absolute, max, other);
    }

    /** The same with other times. */
    public SessionTestSettings times(Duration otherIdle, Duration otherAbsolute) {
        return new SessionTestSettings(otherIdle, otherAbsolute, maxPerUser, policy);
    }
}
