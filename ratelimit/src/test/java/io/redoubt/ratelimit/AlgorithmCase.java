package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Limit of a differential test: its reference, its count in this process, and what it has granted. */
final class AlgorithmCase {

    private static final List<CalendarUnit> UNITS = List.of(CalendarUnit.values());

    /** The algorithms that policies have. */
    enum Kind {
        RING_MICROS,
        RING_MILLIS,
        COUNTER,
        BUCKET,
        FIXED,
        CALENDAR;

        LimitOracle oracle() {
            return switch (this) {
                case RING_MICROS, RING_MILLIS -> new SlidingWindowOracle();
                case COUNTER -> new CounterOracle();
                case BUCKET -> new BucketOracle();
                case FIXED, CALENDAR -> new WindowOracle();
            };
        }

        RateLimitPolicy policy(Random random) {
            int limit = random.nextInt(4) == 0 ? 300 + random.nextInt(200) : 1 + random.nextInt(40);
            Duration window = Duration.ofMillis(random.nextInt(3) == 0 ? 60_000 : 1 + random.nextInt(2_000_000));
            return switch (this) {
                case RING_MICROS -> RateLimitPolicy.slidingWindow("case", limit, window);
                case RING_MILLIS ->
                    RateLimitPolicy.slidingWindow("case", limit, Duration.ofMinutes(36 + random.nextInt(34_000)));
                case COUNTER -> RateLimitPolicy.slidingWindowCounter("case", limit, window);
                case BUCKET -> RateLimitPolicy.tokenBucket("case", limit, 1 + random.nextInt(2 * limit), window);
                case FIXED -> RateLimitPolicy.fixedWindow("case", limit, window);
                case CALENDAR ->
                    RateLimitPolicy.calendarWindow(
                            "case",
                            limit,
                            UNITS.get(random.nextInt(UNITS.size())),
                            ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "America/New_York"));
            };
        }
    }

    /** Permit that may be given back. */
    record Open(GrantedPermit permit, long number) {}

    final String key;
    final Kind kind;
    final List<Open> open = new ArrayList<>();
    LimitOracle oracle;
    LimitCount count;
    RateLimitPolicy policy;
    long clock;

    AlgorithmCase(String key, Kind kind, Random random) {
        this.key = key;
        this.kind = kind;
        this.policy = kind.policy(random);
        // About 2024, shortly before a multiple of 2^32.
        this.clock = ((400_000L + random.nextInt(1000)) << 32) - 100;
        reset();
    }

    void reset() {
        oracle = kind.oracle();
        count = LimitCount.of(request(1));
        open.clear();
    }

    PermitRequest request(int cost) {
        return new PermitRequest(policy, new Subject("user", "42"), cost);
    }

    PermitRequest nextRequest(Random random) {
        switch (random.nextInt(60)) {
            case 0 -> policy = policy.limit(1 + random.nextInt(60));
            case 1, 2 -> policy = kind.policy(random);
            default -> {}
        }
        int limit = policy.limit();
        return request(
                switch (random.nextInt(10)) {
                    case 0 -> 1 + random.nextInt(limit);
                    case 1 -> limit + random.nextInt(2);
                    case 2, 3 -> 1 + random.nextInt(Math.min(limit, 9));
                    default -> 1;
                });
    }

    /** Returns the time of the next call: near the last one, where something ends, a tick before, or earlier. */
    long nextClock(Random random) {
        PermitRequest request = request(1);
        long window = policy.window().toMillis() * 1000;
        List<Long> boundaries = oracle.boundaries(request);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> clock + random.nextInt(3);
            case 3 -> clock - (long) (random.nextDouble() * window / 8);
            case 4 -> {
                long border = ((clock >> 32) + 1) << 32;
                yield border - clock < 3 * window ? border - 2 + random.nextInt(4) : clock;
            }
            case 5, 6, 7 ->
                boundaries.isEmpty()
                        ? clock
                        : boundaries.get(random.nextInt(boundaries.size()))
                                - (long) random.nextInt(2) * request.tickMicros();
            case 8 -> clock + (long) (random.nextDouble() * 2 * window);
            default -> clock + (long) (random.nextDouble() * window / policy.limit());
        };
    }
}
