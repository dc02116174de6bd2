package io.redoubt.api.cache;

import io.redoubt.api.Codec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings of a {@link RegionSpec}, initialized with the defaults. Copied for each change; not
 * thread-safe.
 */
final class RegionPolicyBuilder {

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

    Duration hardTimeout = RegionPolicy.DEFAULT_HARD_TIMEOUT;
    Duration lease = Duration.ofSeconds(5);
    int schemaVersion;
    int loadsWhileDown = 64;

    @Nullable
    Codec codec;

    RegionPolicyBuilder copy() {
        RegionPolicyBuilder copy = new RegionPolicyBuilder();
        copy.ttl = ttl;
        copy.jitter = jitter;
        copy.negativeTtl = negativeTtl;
        copy.staleOnError = staleOnError;
        copy.retryEvery = retryEvery;
        copy.staleWhileRevalidate = staleWhileRevalidate;
        copy.refreshAhead = refreshAhead;
        copy.softTimeout = softTimeout;
        copy.hardTimeout = hardTimeout;
        copy.lease = lease;
        copy.schemaVersion = schemaVersion;
        copy.loadsWhileDown = loadsWhileDown;
        copy.codec = codec;
        return copy;
    }

    /** Returns the policy. The given time to live is used if none has been set yet. */
    RegionPolicy policy(Duration otherwise) {
        return new RegionPolicy(
                ttl == null ? otherwise : ttl,
                jitter,
                negativeTtl,
                staleOnError,
                retryEvery,
                staleWhileRevalidate,
                refreshAhead,
                softTimeout,
                hardTimeout,
                lease,
                schemaVersion,
                loadsWhileDown);
    }
}
