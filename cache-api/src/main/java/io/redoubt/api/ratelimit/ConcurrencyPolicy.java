package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Rule that limits how many calls of a subject run at the same time, in all processes together, for example 3 exports
 * per customer. Immutable, thread-safe; usually a constant.
 *
 * <p>A call holds a permit while it runs. The permit is leased: if its holder dies, it is free again when the lease
 * ends. A call that may take longer renews its permit.
 *
 * @param name the name in keys and settings: {@code [a-z][a-z0-9-]{0,63}}. The environment variable {@code
 *     RATE_LIMIT_EXPORTS_MAX} overrides the limit of the policy {@code exports}
 * @param limit maximum number of units that are held at the same time, 1 to {@value #MAX_LIMIT}
 * @param lease how long a permit lasts without renewal, from 100 ms to 1 day, in whole milliseconds
 * @param whenUnavailable the decision while the store is unavailable
 */
public record ConcurrencyPolicy(String name, int limit, Duration lease, WhenUnavailable whenUnavailable) {

    /** The highest limit: the store keeps about a hundred bytes for each unit that is held. */
    public static final int MAX_LIMIT = 10_000;

    private static final Duration MIN_LEASE = Duration.ofMillis(100);
    private static final Duration MAX_LEASE = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public ConcurrencyPolicy {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad name of a concurrency limit '" + name
                    + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        RangeValidation.required("the limit of '" + name + "'", limit, 1, MAX_LIMIT);
        RangeValidation.required("the lease of '" + name + "'", lease, MIN_LEASE, MAX_LEASE);
        lease = Duration.ofMillis(lease.toMillis());
    }

    /** Returns a policy that grants nothing while the store is unavailable. */
    public static ConcurrencyPolicy of(String name, int limit, Duration lease) {
        return new ConcurrencyPolicy(name, limit, lease, WhenUnavailable.CLOSED);
    }

    /** Returns a copy with another decision for the time while the store is unavailable. */
    public ConcurrencyPolicy whenUnavailable(WhenUnavailable decision) {
        return new ConcurrencyPolicy(name, limit, lease, decision);
    }

    /** Returns a copy with another limit. What is held stays held. */
    public ConcurrencyPolicy limit(int newLimit) {
        return new ConcurrencyPolicy(name, newLimit, lease, whenUnavailable);
    }

    /**
     * Returns this policy for one subject, at a cost of one.
     *
     * @param kind kind of the subject, such as {@code user}; {@code [a-z][a-z0-9-]{0,31}}
     * @param id id of the subject; any text of 1 to 512 characters
     */
    public ConcurrencyRequest by(String kind, String id) {
        return new ConcurrencyRequest(this, new Subject(kind, id), 1);
    }
}
