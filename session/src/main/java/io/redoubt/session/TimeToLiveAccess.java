package io.redoubt.session;

import io.redoubt.api.StoreRejectedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Record of whether the server tells the time to live of sessions ({@code PTTL}), without which no copy of a session is
 * kept. After a refusal, one read a minute asks again. Thread-safe; never blocks.
 */
final class TimeToLiveAccess {

    private static final Logger LOG = LoggerFactory.getLogger(TimeToLiveAccess.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    /** Null while the server answers, or was not asked yet. */
    private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();

    /**
     * Refusal of the server.
     *
     * @param retryNanos when the next read may ask again
     */
    private record Refusal(String reason, long retryNanos) {}

    TimeToLiveAccess(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether a read is to ask; of those after the pause, one. */
    boolean isAsked() {
        Refusal last = refusal.get();
        if (last == null) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return now - last.retryNanos() >= 0
                && refusal.compareAndSet(last, new Refusal(last.reason(), now + PAUSE_NANOS));
    }

    /** Records that the server has refused to tell. */
    void refused(StoreRejectedException cause) {
        String reason = "the server does not tell the time to live of sessions (PTTL): " + cause.getMessage();
        if (refusal.getAndSet(new Refusal(reason, nanoTime.getAsLong() + PAUSE_NANOS)) == null) {
            LOG.warn(
                    "sessions: the near cache is off, and sessions are read from Redis each time: {}. Give the user"
                            + " the right to call PTTL, or leave out sessionNearCache",
                    reason);
        }
    }

    /** Records that the server has told. */
    void answered() {
        if (refusal.get() != null && refusal.getAndSet(null) != null) {
            LOG.info("sessions: the server tells the time to live again (PTTL), and the near cache is in use");
        }
    }

    /** Returns why the server does not tell; empty if it does. */
    String problem() {
        Refusal last = refusal.get();
        return last == null ? "" : last.reason();
    }
}
