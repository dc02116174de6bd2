package io.redoubt.ratelimit;

import java.util.Arrays;

/**
 * Ring buffer of the times at which a sliding-window rate limit recently admitted calls of one subject, such as a user.
 * Times are ticks, see {@link TickResolution}. Counterpart of {@code ring_take.lua} and {@code ring_refund.lua}. Not
 * thread-safe.
 *
 * <p>An entry counts while {@code now < tick + window}. The capacity doubles as needed, up to the limit.
 */
final class SlidingWindowRing implements LimitCount {

    private static final int MIN_CAPACITY = 8;

    private long[] ticks = new long[0];
    private int firstIndex;
    private int size;
    private long lastTick = Long.MIN_VALUE;
    private long generation;
    private long end;

    @Override
    public LimitResult look(PermitRequest request, long clock) {
        long clockTick = tick(request, clock);
        long nowTick = Math.max(clockTick, lastTick);
        long window = request.windowTicks();
        int limit = request.policy().limit();
        int expired = countExpired(nowTick, window);
        int live = size - expired;
        int excess = live + request.cost() - limit;
        long wait = 0;
        if (request.cost() > limit) {
            wait = LimitResult.NEVER;
        } else if (excess > 0) {
            wait = entry(expired + excess - 1) + window - clockTick;
        }
        long reset = 0;
        if (wait == 0) {
            reset = nowTick + window - clockTick;
        } else if (live > 0) {
            reset = entry(size - 1) + window - clockTick;
        }
        return LimitResult.fromStore(request, limit - live, wait, reset, nowTick, generation);
    }

    @Override
    public long growthBytes(PermitRequest request, long clock) {
        if (size + request.cost() <= ticks.length) {
            return 0;
        }
        int live = size - countExpired(Math.max(tick(request, clock), lastTick), request.windowTicks());
        return 8L * (capacity(live + request.cost(), request.policy().limit()) - ticks.length);
    }

    @Override
    public long take(PermitRequest request, long clock, long newGeneration) {
        long nowTick = Math.max(tick(request, clock), lastTick);
        int expired = countExpired(nowTick, request.windowTicks());
        if (size == 0) {
            generation = newGeneration;
        }
        size -= expired;
        firstIndex = size == 0 ? 0 : (firstIndex + expired) % ticks.length;
        grow(size + request.cost(), request.policy().limit());
        for (int i = 0; i < request.cost(); i++) {
            ticks[(firstIndex + size++) % ticks.length] = nowTick;
        }
        lastTick = nowTick;
        end = (nowTick + request.windowTicks()) * request.tickMicros();
        return generation;
    }

    @Override
    public int refund(GrantedPermit permit, long clock) {
        PermitRequest request = permit.request();
        long nowTick = Math.max(tick(request, clock), lastTick);
        if (permit.generation() != generation || nowTick - permit.time() >= request.windowTicks()) {
            return 0;
        }
        // Equal ticks stand together, and it does not matter whose are removed.
        int stop = countExpired(nowTick, nowTick - permit.time());
        if (stop < request.cost() || entry(stop - request.cost()) != permit.time()) {
            return 0;
        }
        for (int i = stop; i < size; i++) {
            ticks[(firstIndex + i - request.cost()) % ticks.length] = entry(i);
        }
        size -= request.cost();
        if (size > 0) {
            end = (entry(size - 1) + request.windowTicks()) * request.tickMicros();
        }
        return request.cost();
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    private static long tick(PermitRequest request, long clock) {
        return Math.floorDiv(clock, request.tickMicros());
    }

    /**
     * Returns the number of expired entries, which are the oldest, by binary search for the first one that still
     * counts.
     */
    private int countExpired(long nowTick, long windowTicks) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nowTick - entry(middle) >= windowTicks) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long entry(int i) {
        return ticks[(firstIndex + i) % ticks.length];
    }

    private int capacity(int minCapacity, int limit) {
        return minCapacity <= ticks.length
                ? ticks.length
                : Math.min(limit, Math.max(Math.max(MIN_CAPACITY, 2 * ticks.length), minCapacity));
    }

    private void grow(int minCapacity, int limit) {
        int capacity = capacity(minCapacity, limit);
        if (capacity == ticks.length) {
            return;
        }
        long[] grown = Arrays.copyOf(ticks, capacity);
        for (int i = 0; i < size; i++) {
            grown[i] = entry(i);
        }
        ticks = grown;
        firstIndex = 0;
    }
}
