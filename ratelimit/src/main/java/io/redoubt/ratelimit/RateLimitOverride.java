package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets in place of what the code says. Immutable.
 *
 * @param limit instead of the policy's limit, or null to keep that
 * @param window instead of the policy's window, or null to keep that
 */
public record RateLimitOverride(
        @Nullable Integer limit, @Nullable Duration window) {

    /**
     * The policy with this in force.
     *
     * @throws InvalidInputException if limit or window are not what a policy may have
     */
    RateLimitPolicy applyTo(RateLimitPolicy policy) {
        return new RateLimitPolicy(
                policy.name(),
                limit == null ? policy.limit() : limit,
                window == null ? policy.window() : window,
                policy.whenUnavailable());
    }
}
