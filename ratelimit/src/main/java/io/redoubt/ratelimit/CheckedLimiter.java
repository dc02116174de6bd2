package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimit;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.ratelimit.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The limiter: checks what comes in, applies the overrides, and decides on what the limits say. */
final class CheckedLimiter implements RateLimiter {

    private final Admissions admissions;
    private final RateLimitSettings settings;

    CheckedLimiter(Admissions admissions, RateLimitSettings settings) {
        this.admissions = admissions;
        this.settings = settings;
    }

    @Override
    public Decision acquire(RateLimit... limits) {
        return Decisions.of(admissions.take(demands(limits)));
    }

    @Override
    public Decision peek(RateLimit... limits) {
        return Decisions.of(admissions.look(demands(limits)));
    }

    @Override
    public void reset(RateLimit... limits) {
        admissions.forget(demands(limits));
    }

    private List<Demand> demands(RateLimit... limits) {
        if (limits.length == 0 || limits.length > MAX_LIMITS) {
            throw new InvalidInputException(
                    "a call takes 1 to " + MAX_LIMITS + " rate limits, but got " + limits.length);
        }
        List<Demand> demands = new ArrayList<>(limits.length);
        Set<Place> places = new HashSet<>();
        for (RateLimit limit : limits) {
            String name = limit.policy().name();
            if (limits.length > 1 && !places.add(new Place(name, limit.subject()))) {
                throw new InvalidInputException("rate limit '" + name + "' is there twice for the same "
                        + limit.subject().kind() + ": use cost(2)");
            }
            demands.add(new Demand(settings.inForce(limit.policy()), limit.subject(), limit.cost()));
        }
        return demands;
    }

    /** Where a limit is counted: policies of one name are the same limit. */
    private record Place(String policy, Subject subject) {}
}
