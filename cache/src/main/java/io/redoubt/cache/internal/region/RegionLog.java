package io.redoubt.cache.internal.region;

import io.redoubt.redis.core.LogThrottle;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log of one region object, with at most one warning per second. Thread-safe. */
final class RegionLog {

    private static final Logger LOG = LoggerFactory.getLogger(RegionLog.class);

    private final String region;
    private final LogThrottle throttle;

    RegionLog(String region, LongSupplier nanoTime) {
        this.region = region;
        this.throttle = new LogThrottle(nanoTime);
    }

    /** Logs a failure at WARN, without its message, which may contain user data. */
    void warn(String what, Throwable failure) {
        throttle.pass(leftOut -> LOG.warn(
                "region {}: {} ({}){}", region, what, failure.getClass().getSimpleName(), leftOut));
    }
}
