package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Task that fills a cache region in advance with the values of the keys that a {@link WarmupPlan} lists. Only one
 * process at a time warms a region, even if several are told to.
 *
 * <p>Thread-safe. Progress goes to the plan's listener, and to the log at INFO, at most one line every 10 seconds.
 * A failure of a loader is counted and logged, and ends only its batch.
 *
 * <p><b>When Redis is down</b> a run ends when it cannot renew its lease, within 10 seconds, and the next run
 * tries again.
 */
public interface Warmup extends AutoCloseable {

    /**
     * Runs the warm-up now, and waits for its end; empty if another process or this one is already running it.
     *
     * @throws io.redoubt.api.StoreUnavailableException if the store does not reply
     * @throws io.redoubt.api.RedoubtInterruptedException if this thread is interrupted; what was loaded stays
     */
    Optional<WarmupProgress> run();

    /**
     * Runs the warm-up once in the background. Returns this.
     *
     * @throws io.redoubt.api.ClosedException if this is closed
     * @throws io.redoubt.api.ConfigurationException if this runs in the background already
     */
    Warmup start();

    /**
     * Runs the warm-up in the background, immediately and again after this pause after each end. Returns this. Throws
     * what {@link #start()} throws.
     */
    Warmup every(Duration pause);

    /** Ends running warm-ups within a few seconds. Also called when the cache is closed. Idempotent. */
    @Override
    void close();
}
