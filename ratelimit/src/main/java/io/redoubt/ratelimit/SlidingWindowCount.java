package io.redoubt.ratelimit;

/**
 * Units that were admitted in the aligned window of the last admission and in the one before, of which a part counts as
 * if they had been admitted at an even rate. Counterpart of {@code counter_take.lua} and {@code counter_refund.lua},
 * with the same arithmetic of doubles. Not thread-safe.
 */
final class SlidingWindowCount implements LimitCount {

    private long last = Long.MIN_VALUE;
    private long measured = 1;
    private Units units = Units.NONE;
    private long generation;
    private long end;

    /** Units of a window, and of the one before. */
    private record Units(long current, long previous) {

        static final Units NONE = new Units(0, 0);

        /** Returns the units of the window that begins at that time; these are of one that began earlier. */
        Units rolled(long start, long storedStart, long window) {
            if (start == storedStart) {
                return this;
            }
            return start == storedStart + window ? new Units(0, current) : NONE;
        }

        boolean isEmpty() {
            return current + previous == 0;
        }

        /** Returns how long from a moment of the window on these count. */
        long lasts(long passed, long window) {
            if (current > 0) {
                return 2 * window - passed;
            }
            return previous > 0 ? window - passed : 0;
        }
    }

    @Override
    public LimitResult look(PermitRequest request, long clock) {
        long window = request.windowTicks();
        long now = units.isEmpty() ? clock : Math.max(clock, last);
        long passed = Math.floorMod(now, window);
        Units counted = counted(now, window);
        int limit = request.policy().limit();
        int cost = request.cost();
        long used = counted.current + weight(counted.previous, passed, window);
        long behind = now - clock;
        long wait = 0;
        if (cost > limit) {
            wait = LimitResult.NEVER;
        } else if (used + cost > limit) {
            wait = counted.current + cost <= limit
                    ? passedFor(counted.previous, limit - cost - counted.current, window) - passed + behind
                    : window - passed + passedFor(counted.current, limit - cost, window) + behind;
        } else {
            counted = new Units(counted.current + cost, counted.previous);
        }
        long lasts = counted.lasts(passed, window);
        return LimitResult.fromStore(request, limit - used, wait, lasts > 0 ? lasts + behind : 0, now, generation);
    }

    @Override
    public long take(PermitRequest request, long clock, long newGeneration) {
        long window = request.windowTicks();
        long now = units.isEmpty() ? clock : Math.max(clock, last);
        Units counted = counted(now, window);
        if (counted.isEmpty() || measured != window) {
            generation = newGeneration;
        }
        units = new Units(counted.current + request.cost(), counted.previous);
        last = now;
        measured = window;
        end = now + units.lasts(Math.floorMod(now, window), window);
        return generation;
    }

    @Override
    public int refund(GrantedPermit permit, long clock) {
        if (units.isEmpty() || permit.generation() != generation) {
            return 0;
        }
        long start = start(last, measured);
        int cost = permit.request().cost();
        if (permit.time() >= start) {
            long given = Math.min(cost, units.current);
            units = new Units(units.current - given, units.previous);
            return (int) given;
        }
        if (permit.time() >= start - measured) {
            long given = Math.min(cost, units.previous);
            units = new Units(units.current, units.previous - given);
            return (int) given;
        }
        return 0;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public boolean isEmpty() {
        return units.isEmpty();
    }

    private Units counted(long now, long window) {
        if (units.isEmpty()) {
            return Units.NONE;
        }
        if (measured == window) {
            return units.rolled(start(now, window), start(last, window), window);
        }
        Units before = units.rolled(start(now, measured), start(last, measured), measured);
        long used = before.current + weight(before.previous, Math.floorMod(now, measured), measured);
        return new Units(used, 0).rolled(start(now, window), start(last, window), window);
    }

    private static long start(long time, long window) {
        return time - Math.floorMod(time, window);
    }

    /** Returns how much of the units of the window before counts when so much of the window has passed. */
    private static long weight(long units, long passed, long window) {
        return (long) Math.ceil((double) units * (window - passed) / window);
    }

    /** Returns how much of a window has to pass until no more than that of the window before counts. */
    private static long passedFor(long units, long most, long window) {
        if (units <= most) {
            return 0;
        }
        long passed = window - (long) Math.floor((double) most * window / units);
        while (passed > 0 && weight(units, passed - 1, window) <= most) {
            passed--;
        }
        while (weight(units, passed, window) > most) {
            passed++;
        }
        return passed;
    }
}
