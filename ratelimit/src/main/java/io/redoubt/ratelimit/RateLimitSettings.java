package io.redoubt.ratelimit;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.ratelimit.RateLimitPolicies;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a rate limiter: the key prefix, overrides of rate limits defined in code, and options for asynchronous
 * calls. Immutable.
 *
 * @param keyPrefix prefix of every key on the server; empty for none
 * @param overrides overrides by policy name. A name that no policy has is not an error, since policies are known
 *     only when they are used
 * @param processes number of processes that share the limits, by which a limit is divided where each of them counts for
 *     itself while Redis is down; 1 to {@value #MAX_PROCESSES}
 * @param async settings of asynchronous calls
 */
public record RateLimitSettings(
        String keyPrefix, Map<String, RateLimitOverride> overrides, int processes, AsyncSettings async) {

    /** Largest number of processes. */
    public static final int MAX_PROCESSES = 100_000;

    /** Default of the longest time that a rate limit may take on Redis before the policies decide. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(250);

    /**
     * Validates the overrides.
     *
     * @throws InvalidInputException naming the policy and what is wrong
     */
    public RateLimitSettings {
        overrides = Map.copyOf(overrides);
        overrides.forEach(RateLimitSettings::validate);
        RangeValidation.required("the number of processes that share rate limits", processes, 1, MAX_PROCESSES);
    }

    private static void validate(String name, RateLimitOverride override) {
        try {
            // By the widest bounds: which algorithm the policy has is known only when it is used.
            override.applyTo(RateLimitPolicy.slidingWindowCounter(name, 1, Duration.ofSeconds(1)));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("the override of rate limit '" + name + "': " + e.getMessage());
        }
    }

    /** Creates settings of a single process. */
    public RateLimitSettings(String keyPrefix, Map<String, RateLimitOverride> overrides, AsyncSettings async) {
        this(keyPrefix, overrides, 1, async);
    }

    /** Creates settings of a single process with the default settings of asynchronous calls. */
    public RateLimitSettings(String keyPrefix, Map<String, RateLimitOverride> overrides) {
        this(keyPrefix, overrides, AsyncSettings.defaults());
    }

    /** Returns settings without overrides. */
    public static RateLimitSettings of(String keyPrefix) {
        return new RateLimitSettings(keyPrefix, Map.of());
    }

    /**
     * Returns the policy with its override applied, or the same policy if it has none.
     *
     * @throws InvalidInputException if the override is outside the bounds of the policy's algorithm
     */
    RateLimitPolicy effectivePolicy(RateLimitPolicy policy) {
        RateLimitOverride override = overrides.get(policy.name());
        return override == null ? policy : override.applyTo(policy);
    }

    /**
     * Returns the policy that the overrides define, or the ready-made one of this name.
     *
     * @throws InvalidInputException if there is none
     */
    RateLimitPolicy policy(String name) {
        RateLimitPolicy base = RateLimitPolicies.named(name).orElse(null);
        RateLimitOverride override = overrides.get(name);
        if (base == null) {
            if (override == null || !override.isComplete()) {
                throw undefined(name);
            }
            base = RateLimitPolicy.slidingWindow(name, 1, Duration.ofSeconds(1));
        }
        return override == null ? base : override.applyTo(base);
    }

    private static InvalidInputException undefined(@Nullable String name) {
        String variable =
                "RATE_LIMIT_" + String.valueOf(name).toUpperCase(Locale.ROOT).replace('-', '_');
        return new InvalidInputException("no rate limit '" + name + "' is configured: set " + variable + "_MAX and "
                + variable + "_WINDOW, or define the policy in the program");
    }
}
