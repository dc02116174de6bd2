package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of how long a region keeps its entries, and how it loads them. Immutable. Created by the methods of
 * {@link RegionSpec}.
 *
 * @param ttl how long an entry is fresh
 * @param jitter largest fraction by which a time to live is shortened at random, from 0 to 0.5, so that entries
 *     loaded together do not expire together
 * @param negativeTtl how long a region remembers that no value exists; zero for not at all
 * @param staleOnError how long after its expiry a value may be returned when its loader fails or is too slow; zero
 *     for never
 * @param retryEvery how long a failed load is not repeated while there is a stale value
 * @param staleWhileRevalidate how long after its expiry a value is returned immediately while it is loaded again
 *     in the background; zero for never
 * @param refreshAhead the beta of XFetch: how eagerly a value is loaded again before its expiry; zero for never
 * @param softTimeout how long a caller waits for a loader where there is a stale value
 * @param hardTimeout how long a caller waits for a loader at most
 * @param lease how long one process may load a key before others may; zero for no lease: each process loads by
 *     itself
 * @param schemaVersion version of the format of the values, 0 to 65535; values of another version are misses
 * @param loadsWhileDown maximum number of concurrent loads while the store is unavailable
 */
public record RegionPolicy(
        Duration ttl,
        double jitter,
        Duration negativeTtl,
        Duration staleOnError,
        Duration retryEvery,
        Duration staleWhileRevalidate,
        double refreshAhead,
        @Nullable Duration softTimeout,
        Duration hardTimeout,
        Duration lease,
        int schemaVersion,
        int loadsWhileDown) {

    /** How long a caller waits for a loader unless set otherwise. */
    public static final Duration DEFAULT_HARD_TIMEOUT = Duration.ofSeconds(30);

    private static final double MAX_JITTER = 0.5;
    private static final double MAX_BETA = 10;
    private static final int MAX_VERSION = 65_535;
    private static final int MAX_LOADS = 10_000;

    public RegionPolicy {
        require(jitter >= 0 && jitter <= MAX_JITTER, "jitter must be from 0 to " + MAX_JITTER + ": " + jitter);
        require(
                refreshAhead >= 0 && refreshAhead <= MAX_BETA,
                "refreshAhead must be from 0 to " + MAX_BETA + ": " + refreshAhead);
        RangeValidation.required("schemaVersion", schemaVersion, 0, MAX_VERSION);
        RangeValidation.required("loadsWhileDown", loadsWhileDown, 1, MAX_LOADS);
        zeroOrTtl("negativeTtl", negativeTtl);
        zeroOrTtl("staleOnError", staleOnError);
        zeroOrTtl("staleWhileRevalidate", staleWhileRevalidate);
        zeroOrTtl("lease", lease);
        RangeValidation.required("retryEvery", retryEvery, Ttl.MIN, Ttl.MAX);
        RangeValidation.required("hardTimeout", hardTimeout, Ttl.MIN, Ttl.MAX);
        if (softTimeout != null) {
            RangeValidation.required("softTimeout", softTimeout, Ttl.MIN, hardTimeout);
        }
    }

    /** Returns how long a value is kept after its expiry, as a fallback. */
    public Duration grace() {
        return staleOnError.compareTo(staleWhileRevalidate) >= 0 ? staleOnError : staleWhileRevalidate;
    }

    private static void zeroOrTtl(String what, Duration duration) {
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
