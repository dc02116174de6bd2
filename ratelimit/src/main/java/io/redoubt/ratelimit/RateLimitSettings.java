package io.redoubt.ratelimit;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of a rate limiter: the key prefix, overrides of rate limits defined in code, and options for asynchronous
 * calls. Immutable.
 *
 * @param keyPrefix prefix of every key on the server; empty for none
 * @param overrides overrides by policy name. A name that no policy has is not an error, since policies are known
 *     only when they are used
 * @param async settings of asynchronous calls
 */
public record RateLimitSettings(String keyPrefix, Map<String, RateLimitOverride> overrides, AsyncSettings async) {

    /**
     * Validates the overrides.
     *
     * @throws InvalidInputException naming the policy and what is wrong
     */
    public RateLimitSettings {
        overrides = Map.copyOf(overrides);
        overrides.forEach(
                (name, override) -> override.applyTo(RateLimitPolicy.slidingWindow(name, 1, Duration.ofSeconds(1))));
    }

    /** Creates settings with the default settings of asynchronous calls. */
    public RateLimitSettings(String keyPrefix, Map<String, RateLimitOverride> overrides) {
        this(keyPrefix, overrides, AsyncSettings.defaults());
    }

    /** Returns settings without overrides. */
    public static RateLimitSettings of(String keyPrefix) {
        return new RateLimitSettings(keyPrefix, Map.of());
    }

    /** Returns the policy with its override applied, or the same policy if it has none. */
    RateLimitPolicy effectivePolicy(RateLimitPolicy policy) {
        RateLimitOverride override = overrides.get(policy.name());
        return override == null ? policy : override.applyTo(policy);
    }
}
