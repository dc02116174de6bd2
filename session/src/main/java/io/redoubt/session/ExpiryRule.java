package io.redoubt.session;

/** When a session ends, and how often its use is noted; the same as in {@code common.lua}. In milliseconds. */
final class ExpiryRule {

    private static final long MAX_TOUCH_INTERVAL_MILLIS = 60_000;

    private ExpiryRule() {}

    /** How long a touch may be left out; added to the idle timeout, so that leaving it out never shortens that. */
    static long touchInterval(long idleMillis) {
        return Math.min(idleMillis / 10, MAX_TOUCH_INTERVAL_MILLIS);
    }

    /** The last millisecond of a session. */
    static long expiry(long lastUsed, long idleMillis, long absoluteExpiry) {
        return Math.min(lastUsed + idleMillis + touchInterval(idleMillis), absoluteExpiry);
    }
}
