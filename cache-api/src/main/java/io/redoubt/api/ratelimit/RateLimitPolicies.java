package io.redoubt.api.ratelimit;

import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * Constants class with ready-made policies for what most services with users limit, and online games in particular. An
 * operator changes them by {@code RATE_LIMIT_AUTH_MAX} and the like.
 *
 * <p>While Redis is down, nobody can guess passwords; everything else goes on, limited by each process.
 */
public final class RateLimitPolicies {

    /** Log-ins: 5 in 15 minutes, see {@link #auth}. */
    public static final RateLimitPolicy AUTH = RateLimitPolicy.slidingWindow("auth", 5, Duration.ofMinutes(15));

    /** Chat messages: 10 in a minute. */
    public static final RateLimitPolicy CHAT = local("chat", 10, Duration.ofMinutes(1));

    /** Combat actions: 20 in 5 seconds. */
    public static final RateLimitPolicy COMBAT = local("combat", 20, Duration.ofSeconds(5));

    /** Movements: 10 in a second. */
    public static final RateLimitPolicy MOVEMENT = local("movement", 10, Duration.ofSeconds(1));

    /** Calls of an API: 100 in a minute. */
    public static final RateLimitPolicy API = local("api", 100, Duration.ofMinutes(1));

    private RateLimitPolicies() {}

    private static RateLimitPolicy local(String name, int limit, Duration window) {
        return RateLimitPolicy.slidingWindow(name, limit, window).whenUnavailable(WhenUnavailable.LOCAL);
    }

    /**
     * Returns the limit of log-ins from one address with one name: neither does an address that many share lock all of
     * its users out, nor does an attacker lock a user out everywhere.
     *
     * @param address the address of the client
     * @param name the name with which it tries to log in, at most 400 characters
     */
    public static RateLimitRequest auth(String address, String name) {
        return AUTH.by("login", address + " " + name);
    }

    /** Returns the ready-made policy of a name, if there is one. */
    public static Optional<RateLimitPolicy> named(String name) {
        return switch (name) {
            case "auth" -> Optional.of(AUTH);
            case "chat" -> Optional.of(CHAT);
            case "combat" -> Optional.of(COMBAT);
            case "movement" -> Optional.of(MOVEMENT);
            case "api" -> Optional.of(API);
            default -> Optional.empty();
        };
    }
}
