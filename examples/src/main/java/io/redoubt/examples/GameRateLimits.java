package io.redoubt.examples;

import static io.redoubt.api.ratelimit.RateLimitPolicy.slidingWindow;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;

/**
 * Rate limits of the example application, an online game: logins, chat, combat, movement and API calls. An operator
 * replaces them by {@code RATE_LIMIT_CHAT_MAX} and the like.
 *
 * <p>While Redis is down nobody can log in, or guess passwords; those who are in the game go on playing.
 */
final class GameRateLimits {

    static final RateLimitPolicy AUTH = slidingWindow("auth", 5, ofMinutes(15));
    static final RateLimitPolicy CHAT = slidingWindow("chat", 10, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);
    static final RateLimitPolicy COMBAT =
            slidingWindow("combat", 20, ofSeconds(5)).whenUnavailable(WhenUnavailable.OPEN);
    static final RateLimitPolicy MOVEMENT =
            slidingWindow("movement", 10, ofSeconds(1)).whenUnavailable(WhenUnavailable.OPEN);
    static final RateLimitPolicy API = slidingWindow("api", 100, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);

    private GameRateLimits() {}
}
