package io.redoubt.api.cache;

import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings of a cache region, initialized with the default values. The immutable {@link RegionSpec} changes
 * only a copy, and only before it keeps it.
 */
final class RegionSpecSettings {

    private static final double MAX_JITTER = 0.5;
    private static final double MAX_BETA = 10;
    private static final int MAX_VERSION = 65_535;
    private static final int MAX_LOADS = 10_000;

    @Nullable
    Duration ttl;

    double jitter;
    Duration negativeTtl = Duration.ZERO;
    Duration staleOnError = Duration.ZERO;
    Duration retryEvery = Duration.ofSeconds(5);
    Duration staleWhileRevalidate = Duration.ZERO;
    double refreshAhead;

    @Nullable
    Duration softTimeout;

    Duration hardTimeout = RegionSpec.DEFAULT_HARD_TIMEOUT;
    Duration lease = Duration.ofSeconds(5);
    int schemaVersion;
    int loadsWhileDown = 64;

    @Nullable
    Codec codec;

    @Nullable
    NearCacheSettings near;

    boolean watchInvalidations;

    /** Whether the application has decided on a near cache, so that no default applies. */
    boolean nearDecided;

    RegionSpecSettings() {}

    RegionSpecSettings(RegionSpecSettings other) {
        ttl = other.ttl;
        jitter = other.jitter;
        negativeTtl = other.negativeTtl;
        staleOnError = other.staleOnError;
        retryEvery = other.retryEvery;
        staleWhileRevalidate = other.staleWhileRevalidate;
        refreshAhead = other.refreshAhead;
        softTimeout = other.softTimeout;
        hardTimeout = other.hardTimeout;
        lease = other.lease;
        schemaVersion = other.schemaVersion;
        loadsWhileDown = other.loadsWhileDown;
        codec = other.codec;
        near = other.near;
        nearDecided = other.nearDecided;
        watchInvalidations = other.watchInvalidations;
    }

    /** Throws if a setting is out of bounds. */
    void check() {
        require(jitter >= 0 && jitter <= MAX_JITTER, "jitter must be from 0 to " + MAX_JITTER + ": " + jitter);
        require(
                refreshAhead >= 0 && refreshAhead <= MAX_BETA,
                "refreshAhead must be from 0 to " + MAX_BETA + ": " + refreshAhead);
        RangeValidation.required("schemaVersion", schemaVersion, 0, MAX_VERSION);
        RangeValidation.required("loadsWhileDown", loadsWhileDown, 1, MAX_LOADS);
        requireZeroOrTtl("negativeTtl", negativeTtl);
        requireZeroOrTtl("staleOnError", staleOnError);
        requireZeroOrTtl("staleWhileRevalidate", staleWhileRevalidate);
        requireZeroOrTtl("lease", lease);
        RangeValidation.required("retryEvery", retryEvery, Ttl.MIN, Ttl.MAX);
        RangeValidation.required("hardTimeout", hardTimeout, Ttl.MIN, Ttl.MAX);
        if (softTimeout != null) {
            RangeValidation.required("softTimeout", softTimeout, Ttl.MIN, hardTimeout);
        }
    }

    private static void requireZeroOrTtl(String what, Duration duration) {
        if (!duration.isZero()) {
            RangeValidation.required(what, duration, Ttl.MIN, Ttl.MAX);
        }
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new InvalidInputException(otherwise);
        }
    }
}
