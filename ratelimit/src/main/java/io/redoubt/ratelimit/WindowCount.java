package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;

/**
 * Number of units that a fixed or calendar window has admitted: those counted since the window of the last admission
 * began. Counterpart of {@code window_take.lua} and {@code window_refund.lua}. Not thread-safe.
 */
final class WindowCount implements LimitCount {

    private long last = Long.MIN_VALUE;
    private long count;
    private long generation;
    private long end;

    @Override
    public LimitResult look(PermitRequest request, long clock) {
        long now = Math.max(clock, last);
        Window window = Window.at(request, clock, now);
        long counted = counted(window);
        int limit = request.policy().limit();
        long wait = 0;
        long after = counted;
        if (request.cost() > limit) {
            wait = LimitResult.NEVER;
        } else if (counted + request.cost() > limit) {
            wait = window.end - clock;
        } else {
            after += request.cost();
        }
        return LimitResult.fromStore(
                request, limit - counted, wait, after > 0 ? window.end - clock : 0, now, generation);
    }

    @Override
    public long take(PermitRequest request, long clock, long newGeneration) {
        long now = Math.max(clock, last);
        Window window = Window.at(request, clock, now);
        if (counted(window) == 0) {
            count = 0;
            generation = newGeneration;
        }
        count += request.cost();
        last = now;
        end = window.end;
        return generation;
    }

    @Override
    public int refund(GrantedPermit permit, long clock) {
        if (count == 0 || permit.generation() != generation) {
            return 0;
        }
        long given = Math.min(permit.request().cost(), count);
        count -= given;
        return (int) given;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    private long counted(Window window) {
        return last < window.start ? 0 : count;
    }

    private record Window(long start, long end) {

        static Window at(PermitRequest request, long clock, long now) {
            if (request.policy().algorithm() instanceof CalendarWindow calendar) {
                CalendarWindows windows = CalendarWindows.around(calendar, clock);
                return now >= windows.end() && now < windows.nextEnd()
                        ? new Window(windows.end(), windows.nextEnd())
                        : new Window(windows.start(), windows.end());
            }
            long window = request.windowTicks();
            long start = now - Math.floorMod(now, window);
            return new Window(start, start + window);
        }
    }
}
