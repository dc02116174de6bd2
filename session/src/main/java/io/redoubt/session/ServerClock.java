package io.redoubt.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What time it is on the server, as far as its replies have told, so that a read need not ask. Thread-safe.
 *
 * <p>Runs behind the server by the way of a reply, and by however far the clocks drift in {@value #FRESH_SECONDS} seconds.
 * A host's own wall clock may be off by minutes, and is not looked at.
 */
final class ServerClock {

    private static final long FRESH_SECONDS = 60;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(FRESH_SECONDS);

    /** By how much a session may be newer than this clock before the clock is thought wrong. */
    private static final long AHEAD_MILLIS = 1_000;

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Heard> last = new AtomicReference<>();

    ServerClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Heard(long millis, long nanos) {}

    /** The server has just said what time it is. */
    void heard(long millis) {
        last.set(new Heard(millis, nanoTime.getAsLong()));
    }

    /**
     * Whether the use of a session is to be noted now. Also if the server's time is not known well enough: the touch, which
     * looks for itself whether it is due, then brings it.
     */
    boolean touchDue(StoredSession session) {
        Heard heard = last.get();
        if (heard == null) {
            return true;
        }
        long passed = nanoTime.getAsLong() - heard.nanos();
        long unused = heard.millis() + TimeUnit.NANOSECONDS.toMillis(passed) - session.lastUsed();
        return passed > FRESH || unused >= IdleRule.throttle(session.idle()) || unused < -AHEAD_MILLIS;
    }
}
