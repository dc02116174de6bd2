package io.redoubt.tck.session;

import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a session store in a test: timeouts, the maximum number of sessions per user, and events. Immutable.
 *
 * @param idle after how long without use a session ends
 * @param absolute how long it lives at most
 * @param maxPerUser how many a user may have
 * @param policy what to do with one more
 * @param grace how long a session is found by the id that it had before a rotation
 * @param events whether events are published
 * @param near settings of the near cache; null for none
 */
public record SessionTestSettings(
        Duration idle,
        Duration absolute,
        int maxPerUser,
        SessionOverflowPolicy policy,
        Duration grace,
        Events events,
        @Nullable SessionNearCacheSettings near) {

    /** Whether events are published. */
    public enum Events {
        /** They are. */
        ON,
        /** They are not. */
        OFF
    }

    /** Times that no test waits for, five a user, the oldest evicted, no grace, with events, no near cache. */
    public static SessionTestSettings defaults() {
        return new SessionTestSettings(
                Duration.ofMinutes(30),
                Duration.ofDays(1),
                5,
                SessionOverflowPolicy.EVICT_OLDEST,
                Duration.ZERO,
                Events.ON,
                null);
    }

    /** The same with another limit. */
    public SessionTestSettings limit(int max, SessionOverflowPolicy other) {
        return new SessionTestSettings(idle, absolute, max, other, grace, events, near);
    }

    /** The same with other times. */
    public SessionTestSettings times(Duration otherIdle, Duration otherAbsolute) {
        return new SessionTestSettings(otherIdle, otherAbsolute, maxPerUser, policy, grace, events, near);
    }

    /** The same with a grace of replaced ids. */
    public SessionTestSettings grace(Duration other) {
        return new SessionTestSettings(idle, absolute, maxPerUser, policy, other, events, near);
    }

    /** The same without events. */
    public SessionTestSettings withoutEvents() {
        return new SessionTestSettings(idle, absolute, maxPerUser, policy, grace, Events.OFF, near);
    }

    /** The same with a near cache. */
    public SessionTestSettings near(SessionNearCacheSettings other) {
        return new SessionTestSettings(idle, absolute, maxPerUser, policy, grace, events, other);
    }
}
