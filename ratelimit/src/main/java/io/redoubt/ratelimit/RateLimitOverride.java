package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Setting with which an operator replaces the limit, the time window or both of a {@link RateLimitPolicy} that is
 * defined in code. Immutable.
 *
 * @param limit replaces the policy's limit; null to keep that
 * @param window replaces the policy's window; null to keep that
 */
public record RateLimitOverride(
        @Nullable Integer limit, @Nullable Duration window) {

    /**
     * Returns the policy with this override applied.
     *
     * @throws InvalidInputException if limit or window are outside the bounds of a policy
     */
    RateLimitPolicy applyTo(RateLimitPolicy policy) {
        return new RateLimitPolicy(
                policy.name(),
                limit == null ? policy.limit() : limit,
                window == null ? policy.window() : window,
                policy.whenUnavailable());
    }
}
