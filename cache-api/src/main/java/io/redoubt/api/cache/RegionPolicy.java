package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a region keeps its entries, and how it loads them. Immutable. Made by the methods of {@link RegionSpec}.
 *
 * @param ttl how long an entry is fresh
 * @param jitter by which part of itself a time to live is shortened at random, from 0 to 0.5, so that what was loaded together
 *     does not expire together
 * @param negativeTtl how long it is remembered that there is no such thing; zero for not at all
 * @param staleOnError how long after its end a value may be returned where its loader fails or is too slow; zero for never
 * @param retryEvery how long a failed load is not repeated while there is a stale value
 * @param staleWhileRevalidate how long after its end a value is returned at once, and loaded again in the background; zero for
 *     never
 * @param refreshAhead the beta of XFetch: how eagerly a value is loaded again before its end; zero for never
 * @param softTimeout how long a caller waits for a loader where there is a stale value
 * @param hardTimeout how long a caller waits for a loader at all
 * @param lease how long one process may load a key before others may; zero for no lease: each process loads by itself
 * @param schemaVersion the version of the form of the values, 0 to 65535; values of another version are misses
 * @param loadsWhileDown how many loads may run at a time while the store does not answer
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

    private static final double MOST_JITTER = 0.5;
    private static final double MOST_BETA = 10;
    private static final int MOST_VERSION = 65_535;
    private static final int MOST_LOADS = 10_000;

    public RegionPolicy {
        require(jitter >= 0 && jitter <= MOST_JITTER, "jitter must be from 0 to " + MOST_JITTER + ": " + jitter);
        require(
                refreshAhead >= 0 && refreshAhead <= MOST_BETA,
                "refreshAhead must be from 0 to " + MOST_BETA + ": " + refreshAhead);
        require(
                schemaVersion >= 0 && schemaVersion <= MOST_VERSION,
                "schemaVersion must be from 0 to " + MOST_VERSION + ": " + schemaVersion);
        require(
                loadsWhileDown >= 1 && loadsWhileDown <= MOST_LOADS,
                "loadsWhileDown must be from 1 to " + MOST_LOADS + ": " + loadsWhileDown);
        zeroOrTtl("negativeTtl", negativeTtl);
        zeroOrTtl("staleOnError", staleOnError);
        zeroOrTtl("staleWhileRevalidate", staleWhileRevalidate);
        zeroOrTtl("lease", lease);
        Ttl.of(retryEvery);
        Ttl.of(hardTimeout);
        if (softTimeout != null) {
            Ttl.of(softTimeout);
            require(
                    softTimeout.compareTo(hardTimeout) <= 0,
                    "softTimeout " + softTimeout + " must not be longer than hardTimeout " + hardTimeout);
        }
    }

    /** How long a value is kept after its end, as a fallback. */
    public Duration grace() {
        return staleOnError.compareTo(staleWhileRevalidate) >= 0 ? staleOnError : staleWhileRevalidate;
    }

    private static void zeroOrTtl(String what, Duration duration) {
        if (!duration.isZero()) {
            Ttl.of(duration).expiring(what);
        }
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new InvalidInputException(otherwise);
        }
    }
}
