package io.redoubt.session;

import java.time.Duration;

/**
 * Utility class that calculates the expiry time of a session and the minimum interval between two updates of its
 * last-access time. It applies the same rules as {@code session.lua}. All values are milliseconds.
 */
final class ExpiryRule {

    private static final long MAX_TOUCH_INTERVAL_MILLIS = 60_000;

    private ExpiryRule() {}

    /**
     * Returns the interval during which further touches of a session are skipped ({@code throttle} in
     * {@code session.lua}). It is added to the idle timeout, so that a skipped touch never shortens that timeout.
     */
    static long touchInterval(long idleMillis) {
        return Math.min(idleMillis / 10, MAX_TOUCH_INTERVAL_MILLIS);
    }

    /** Returns how long a session lives that is not used. */
    static Duration unusedLife(SessionSettings settings) {
        long idleMillis = settings.idleTimeout().toMillis();
        return Duration.ofMillis(
                expiry(0, idleMillis, settings.absoluteLifetime().toMillis()));
    }

    /** Returns the last millisecond of a session. */
    static long expiry(long lastUsed, long idleMillis, long absoluteExpiry) {
        return Math.min(lastUsed + idleMillis + touchInterval(idleMillis), absoluteExpiry);
    }
}
