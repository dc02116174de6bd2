package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * How rate limits are set up. Immutable.
 *
 * @param keyPrefix what stands before every key on the server; empty for none
 * @param overrides what replaces limit or window of the policies of these names; a name that no policy has is no error,
 *     since policies are known only when they are used
 */
public record RateLimitSettings(String keyPrefix, Map<String, RateLimitOverride> overrides) {

    /**
     * Checks the overrides.
     *
     * @throws InvalidInputException naming the policy and what is wrong
     */
    public RateLimitSettings {
        overrides = Map.copyOf(overrides);
        overrides.forEach(
                (name, override) -> override.applyTo(RateLimitPolicy.slidingWindow(name, 1, Duration.ofSeconds(1))));
    }

    /** Settings without overrides. */
    public static RateLimitSettings of(String keyPrefix) {
        return new RateLimitSettings(keyPrefix, Map.of());
    }

    /** The policy that is in force in place of this one. */
    RateLimitPolicy effectivePolicy(RateLimitPolicy policy) {
        RateLimitOverride override = overrides.get(policy.name());
        return override == null ? policy : override.applyTo(policy);
    }
}
