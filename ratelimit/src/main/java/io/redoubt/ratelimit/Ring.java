package io.redoubt.ratelimit;

import java.util.Arrays;

/**
 * What was admitted under one key, as the ticks at which it was: the twin of {@code ring.lua} in Java, with the same answers.
 * Not thread-safe.
 *
 * <p>An entry counts while {@code now < tick + window}. Time never runs backwards: the last tick stays now until the clock is
 * past it. Grows by doubling up to the limit.
 */
final class Ring {

    private static final int SMALLEST = 8;

    private long[] ticks = new long[0];
    private int first;
    private int size;
    private long last = Long.MIN_VALUE;

    /** How much was admitted within the window. */
    int live(long clock, long window) {
        return size - expired(now(clock), window);
    }

    /** How many ticks from now on until the cost fits: zero if it does, {@link Verdict#NEVER} if it never will. */
    long wait(long clock, Demand demand) {
        int limit = demand.policy().limit();
        int cost = demand.cost();
        if (cost > limit) {
            return Verdict.NEVER;
        }
        int expired = expired(now(clock), demand.windowTicks());
        int inTheWay = size - expired + cost - limit;
        return inTheWay <= 0 ? 0 : tick(expired + inTheWay - 1) + demand.windowTicks() - clock;
    }

    /** Adds the cost, which has to fit. */
    void take(long clock, Demand demand) {
        long now = now(clock);
        int expired = expired(now, demand.windowTicks());
        size -= expired;
        first = size == 0 ? 0 : (first + expired) % ticks.length;
        grow(size + demand.cost(), demand.policy().limit());
        for (int i = 0; i < demand.cost(); i++) {
            ticks[(first + size++) % ticks.length] = now;
        }
        last = now;
    }

    /** The tick of the last admission. */
    long last() {
        return last;
    }

    private long now(long clock) {
        return Math.max(clock, last);
    }

    /** The number of the oldest entries that count no more: the first that does, by halving. */
    private int expired(long now, long window) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (now - tick(middle) >= window) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long tick(int i) {
        return ticks[(first + i) % ticks.length];
    }

    private void grow(int least, int limit) {
        if (least <= ticks.length) {
            return;
        }
        int capacity = Math.min(limit, Math.max(Math.max(SMALLEST, 2 * ticks.length), least));
        long[] grown = Arrays.copyOf(ticks, capacity);
        for (int i = 0; i < size; i++) {
            grown[i] = tick(i);
        }
        ticks = grown;
        first = 0;
    }
}
