package io.redoubt.test;

import java.time.Duration;

/**
 * Control through which a test makes Redis unreachable or slow. Thread-safe.
 *
 * <p>On a real server, a proxy between the driver and the server causes these faults. An embedded Redoubt behaves as on
 * Redis: its calls fail with the same exceptions or decisions, regions fall back on their loaders, locks are not
 * renewed. Only this Redoubt is affected, and only until its test has ended.
 */
public sealed interface RedisFaults permits EmbeddedFaults, ProxyRedisFaults {

    /** Makes Redis unreachable: open connections are reset, and new ones refused. */
    void down();

    /**
     * Makes each call take that much longer, in real time. A call that would take longer than the command timeout
     * fails when the timeout has passed.
     */
    void slow(Duration latency);

    /**
     * Ends {@link #down} and {@link #slow}. Returns when calls succeed again.
     *
     * @throws IllegalStateException if they do not within 30 seconds
     */
    void up();
}
