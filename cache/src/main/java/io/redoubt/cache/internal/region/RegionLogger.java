package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logger that writes at most one warning of each kind per second for a cache region. Thread-safe. */
final class RegionLogger {

    private static final Logger LOG = LoggerFactory.getLogger(RegionLogger.class);

    private final String region;
    private final String template;
    private final LongSupplier nanoTime;
    private final Map<String, LogThrottle> throttles = new ConcurrentHashMap<>();

    RegionLogger(RegionSpec<?, ?> spec, LongSupplier nanoTime) {
        this.region = spec.name();
        this.template = spec.template().toString();
        this.nanoTime = nanoTime;
    }

    /**
     * Logs a failure: at WARN in one line with its reason, and at DEBUG its stack trace.
     *
     * @param what what failed and what follows from it; a constant, since each has a rate of its own
     */
    void warn(String what, Throwable failure) {
        throttle(what).pass(leftOut -> {
            LOG.warn(
                    "region {}, key {}: {}: {}{}",
                    region,
                    template,
                    what,
                    FailureMessageRedactor.reasonOf(failure),
                    leftOut);
            FailureMessageRedactor.logStack(LOG, failure);
        });
    }

    /** Logs at WARN that something happened which is no failure of a call. */
    void warn(String what) {
        throttle(what).pass(leftOut -> LOG.warn("region {}, key {}: {}{}", region, template, what, leftOut));
    }

    private LogThrottle throttle(String what) {
        return throttles.computeIfAbsent(what, absent -> new LogThrottle(nanoTime));
    }
}
