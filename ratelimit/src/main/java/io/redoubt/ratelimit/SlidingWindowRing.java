package io.redoubt.ratelimit;

import java.util.Arrays;

/**
 * Ring buffer of the times at which a sliding-window rate limit recently admitted calls of one subject, such as a user.
 * Times are ticks, see {@link TickResolution}. It gives the same replies as {@code ring.lua}, its counterpart in Lua.
 * Not thread-safe.
 *
 * <p>An entry counts while {@code now < tick + window}. Time never runs backwards: the last tick remains the
 * current time until the clock has passed it. The capacity doubles as needed, up to the limit.
 */
final class SlidingWindowRing {

    private static final int MIN_CAPACITY = 8;

    private long[] ticks = new long[0];
    private int firstIndex;
    private int size;
    private long lastTick = Long.MIN_VALUE;

    /** Returns how many units were admitted within the window. */
    int liveCount(long clockTick, long windowTicks) {
        return size - countExpired(effectiveTick(clockTick), windowTicks);
    }

    /**
     * Returns the number of ticks until the cost fits: zero if it fits now, {@link LimitResult#NEVER} if it never
     * will.
     */
    long ticksToWait(long clockTick, PermitRequest request) {
        int limit = request.policy().limit();
        int cost = request.cost();
        if (cost > limit) {
            return LimitResult.NEVER;
        }
        int expired = countExpired(effectiveTick(clockTick), request.windowTicks());
        int excess = size - expired + cost - limit;
        return excess <= 0 ? 0 : tick(expired + excess - 1) + request.windowTicks() - clockTick;
    }

    /** Returns by how many bytes the ring grows if the cost is taken. */
    long growthBytes(long clockTick, PermitRequest request) {
        if (size + request.cost() <= ticks.length) {
            return 0;
        }
        int live = liveCount(clockTick, request.windowTicks());
        return 8L * (capacity(live + request.cost(), request.policy().limit()) - ticks.length);
    }

    /** Adds the cost, which must fit. */
    void take(long clockTick, PermitRequest request) {
        long nowTick = effectiveTick(clockTick);
        int expired = countExpired(nowTick, request.windowTicks());
        size -= expired;
        firstIndex = size == 0 ? 0 : (firstIndex + expired) % ticks.length;
        grow(size + request.cost(), request.policy().limit());
        for (int i = 0; i < request.cost(); i++) {
            ticks[(firstIndex + size++) % ticks.length] = nowTick;
        }
        lastTick = nowTick;
    }

    /** Returns the tick of the last admission. */
    long lastTick() {
        return lastTick;
    }

    private long effectiveTick(long clockTick) {
        return Math.max(clockTick, lastTick);
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
            if (nowTick - tick(middle) >= windowTicks) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long tick(int i) {
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
            grown[i] = tick(i);
        }
        ticks = grown;
        firstIndex = 0;
    }
}
