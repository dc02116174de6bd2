package io.redoubt.ratelimit;

/**
 * Debt of a token bucket: how much its refill has yet to replace until it is full. Counterpart of
 * {@code bucket_take.lua} and {@code bucket_refund.lua}. Not thread-safe.
 */
final class TokenBucketDebt implements LimitCount {

    private long last = Long.MIN_VALUE;
    private long debt;
    private long parts = 1;
    private long generation;
    private long end;

    @Override
    public LimitResult look(PermitRequest request, long clock) {
        BucketScale scale = request.bucketScale();
        long ticks = Math.floorDiv(clock, scale.width());
        long now = now(ticks, scale);
        long owed = owed(request, scale, now);
        long capacity = request.policy().limit() * scale.parts();
        long behind = now - ticks;
        long wait = 0;
        long after = owed;
        if (request.cost() > request.policy().limit()) {
            wait = LimitResult.NEVER;
        } else if (owed + request.cost() * scale.parts() > capacity) {
            wait = ceilDiv(owed + request.cost() * scale.parts() - capacity, scale.refill()) + behind;
        } else {
            after += request.cost() * scale.parts();
        }
        return LimitResult.fromStore(
                request,
                (capacity - owed) / scale.parts(),
                wait,
                after > 0 ? ceilDiv(after, scale.refill()) + behind : 0,
                now * scale.width(),
                generation);
    }

    @Override
    public long take(PermitRequest request, long clock, long newGeneration) {
        BucketScale scale = request.bucketScale();
        long now = now(Math.floorDiv(clock, scale.width()), scale);
        long owed = owed(request, scale, now);
        if (owed == 0) {
            generation = newGeneration;
        }
        debt = owed + request.cost() * scale.parts();
        parts = scale.parts();
        last = now * scale.width();
        end = clock + ceilDiv(debt, scale.refill()) * scale.width();
        return generation;
    }

    @Override
    public int refund(GrantedPermit permit, long clock) {
        if (debt == 0 || permit.generation() != generation) {
            return 0;
        }
        BucketScale scale = permit.request().bucketScale();
        long elapsed = Math.max(0, Math.floorDiv(Math.max(clock, last) - permit.time(), scale.width()));
        long cost = permit.request().cost() * scale.parts();
        if (elapsed > (cost - 1) / scale.refill()) {
            return 0;
        }
        long given = cost - elapsed * scale.refill();
        if (parts != scale.parts()) {
            long tokens = given / scale.parts();
            given = tokens * parts
                    + (long) Math.floor((double) (given - tokens * scale.parts()) * parts / scale.parts());
        }
        debt = Math.max(0, debt - given);
        return (int) (given / parts);
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public boolean isEmpty() {
        return debt == 0;
    }

    private long now(long ticks, BucketScale scale) {
        return debt == 0 ? ticks : Math.max(ticks, ceilDiv(last, scale.width()));
    }

    /** Returns what the refill has yet to replace, in the parts of the policy that the bucket has now. */
    private long owed(PermitRequest request, BucketScale scale, long now) {
        if (debt == 0) {
            return 0;
        }
        long tokens = debt / parts;
        long rest = (long) Math.ceil((double) (debt - tokens * parts) * scale.parts() / parts);
        long owed = parts == scale.parts() ? debt : tokens * scale.parts() + rest;
        owed = Math.min(owed, request.policy().limit() * scale.parts());
        long elapsed = now - ceilDiv(last, scale.width());
        return elapsed <= (owed - 1) / scale.refill() ? owed - elapsed * scale.refill() : 0;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }
}
