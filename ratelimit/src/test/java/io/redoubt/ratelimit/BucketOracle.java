package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Token bucket whose debt is a fraction of any precision, and whose waits are found by trial. */
final class BucketOracle implements LimitOracle {

    private final Map<Long, Call> calls = new HashMap<>();
    private BigInteger debt = BigInteger.ZERO;
    private long parts = 1;
    private long last = Long.MIN_VALUE;
    private long generation;
    private long number;

    private record Call(long time, long generation) {}

    /** The refill of a policy: a token has so many parts, and so many of them are added in a tick. */
    private record Rate(BigInteger parts, BigInteger refill, long width, BigInteger capacity) {

        static Rate of(PermitRequest request) {
            TokenBucket bucket = (TokenBucket) request.policy().algorithm();
            BigInteger period = BigInteger.valueOf(bucket.period().toMillis() * 1000 / request.tickMicros());
            BigInteger refill = BigInteger.valueOf(bucket.refill());
            BigInteger divisor = period.gcd(refill);
            BigInteger parts = period.divide(divisor);
            return new Rate(
                    parts,
                    refill.divide(divisor),
                    request.tickMicros(),
                    parts.multiply(BigInteger.valueOf(request.policy().limit())));
        }
    }

    private static BigInteger ceilDiv(BigInteger a, BigInteger b) {
        return a.add(b).subtract(BigInteger.ONE).divide(b);
    }

    private long now(Rate rate, long clock) {
        return debt.signum() == 0
                ? clock / rate.width
                : Math.max(clock / rate.width, (last + rate.width - 1) / rate.width);
    }

    private BigInteger owed(Rate rate, long tick) {
        if (debt.signum() == 0) {
            return BigInteger.ZERO;
        }
        BigInteger owed =
                ceilDiv(debt.multiply(rate.parts), BigInteger.valueOf(parts)).min(rate.capacity);
        long since = tick - (last + rate.width - 1) / rate.width;
        return owed.subtract(rate.refill.multiply(BigInteger.valueOf(since))).max(BigInteger.ZERO);
    }

    @Override
    public Answer look(PermitRequest request, long clock) {
        Rate rate = Rate.of(request);
        long now = now(rate, clock);
        long clockTick = clock / rate.width;
        BigInteger cost = rate.parts.multiply(BigInteger.valueOf(request.cost()));
        BigInteger owed = owed(rate, now);
        long full = now + ceilDiv(rate.capacity, rate.refill).longValueExact();
        long wait = 0;
        BigInteger after = owed;
        if (request.cost() > request.policy().limit()) {
            wait = -1;
        } else if (owed.add(cost).compareTo(rate.capacity) > 0) {
            wait = LimitOracle.first(
                            now, full, tick -> owed(rate, tick).add(cost).compareTo(rate.capacity) <= 0)
                    - clockTick;
        } else {
            after = owed.add(cost);
        }
        BigInteger left = after;
        long reset = LimitOracle.first(
                now, full, tick -> left.compareTo(rate.refill.multiply(BigInteger.valueOf(tick - now))) <= 0);
        return new Answer(
                rate.capacity.subtract(owed).divide(rate.parts).longValueExact(),
                wait,
                after.signum() == 0 ? 0 : reset - clockTick);
    }

    @Override
    public long take(PermitRequest request, long clock) {
        Rate rate = Rate.of(request);
        long now = now(rate, clock);
        BigInteger owed = owed(rate, now);
        if (owed.signum() == 0) {
            generation++;
        }
        debt = owed.add(rate.parts.multiply(BigInteger.valueOf(request.cost())));
        parts = rate.parts.longValueExact();
        last = now * rate.width;
        calls.put(++number, new Call(last, generation));
        return number;
    }

    @Override
    public int refund(long taken, PermitRequest request, long clock) {
        Call call = calls.getOrDefault(taken, new Call(0, -1));
        if (call.generation != generation || debt.signum() == 0) {
            return 0;
        }
        Rate rate = Rate.of(request);
        long refilled = Math.max(0, Math.floorDiv(Math.max(clock, last) - call.time, rate.width));
        BigInteger given = rate.parts
                .multiply(BigInteger.valueOf(request.cost()))
                .subtract(rate.refill.multiply(BigInteger.valueOf(refilled)));
        if (given.signum() <= 0) {
            return 0;
        }
        BigInteger stored = given.multiply(BigInteger.valueOf(parts)).divide(rate.parts);
        debt = debt.subtract(stored).max(BigInteger.ZERO);
        return stored.divide(BigInteger.valueOf(parts)).intValueExact();
    }

    @Override
    public List<Long> boundaries(PermitRequest request) {
        if (debt.signum() == 0) {
            return List.of();
        }
        Rate rate = Rate.of(request);
        long now = (last + rate.width - 1) / rate.width;
        long full = now + ceilDiv(owed(rate, now), rate.refill).longValueExact();
        long token = now + ceilDiv(rate.parts, rate.refill).longValueExact();
        return List.of(full * rate.width, token * rate.width);
    }
}
