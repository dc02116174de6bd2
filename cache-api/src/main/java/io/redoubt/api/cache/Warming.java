package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Fills a region before it is asked, as its {@link WarmPlan} says; one process at a time warms a region, however many are told to.
 *
 * <p>Thread-safe. Progress goes to the plan's listener, and to the log at INFO, at most one line every 10 seconds. Failures of loaders
 * are counted and logged, and end nothing but their batch.
 *
 * <p><b>When Redis is down</b> a run ends when it cannot renew its lease, within 10 seconds, and the next one tries again.
 */
public interface Warming extends AutoCloseable {

    /**
     * Warms now, and waits for the end; empty if another process is at it, or this one already.
     *
     * @throws io.redoubt.api.StoreUnavailableException if the store does not answer
     */
    Optional<WarmProgress> run();

    /** Warms in the background, once. Returns this. */
    Warming start();

    /** Warms in the background, now, and again so long after each end. Returns this. */
    Warming every(Duration pause);

    /** Ends what runs, within a few seconds; idempotent. The cache does it, too, when it is closed. */
    @Override
    void close();
}
