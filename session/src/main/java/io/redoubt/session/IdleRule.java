package io.redoubt.session;

/** When a session ends, and how often its use is noted; the same as in {@code common.lua}. In milliseconds. */
final class IdleRule {

    private static final long MOST = 60_000;

    private IdleRule() {}

    /** How long a touch may be left out; added to the idle timeout, so that leaving it out never shortens that. */
    static long throttle(long idle) {
        return Math.min(idle / 10, MOST);
    }

    /** The last millisecond of a session. */
    static long expiry(long lastUsed, long idle, long absolute) {
        return Math.min(lastUsed + idle + throttle(idle), absolute);
    }
}
