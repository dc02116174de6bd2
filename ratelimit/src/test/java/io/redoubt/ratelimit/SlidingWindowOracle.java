package io.redoubt.ratelimit;

import java.util.ArrayList;
import java.util.List;

/** List of everything that a sliding window has admitted, unit by unit. */
final class SlidingWindowOracle implements LimitOracle {

    private final List<Unit> units = new ArrayList<>();
    private long last = Long.MIN_VALUE;
    private long number;

    private record Unit(long tick, long number) {}

    private long now(PermitRequest request, long clock) {
        return Math.max(clock / request.tickMicros(), last);
    }

    private long live(PermitRequest request, long now) {
        return units.stream()
                .filter(unit -> now < unit.tick + request.windowTicks())
                .count();
    }

    @Override
    public Answer look(PermitRequest request, long clock) {
        long tick = clock / request.tickMicros();
        long now = now(request, clock);
        long window = request.windowTicks();
        int limit = request.policy().limit();
        long live = live(request, now);
        long newest = live == 0 ? now - window : units.get(units.size() - 1).tick;
        long wait = 0;
        if (request.cost() > limit) {
            wait = -1;
        } else if (live + request.cost() > limit) {
            wait = LimitOracle.first(now, now + window, each -> live(request, each) + request.cost() <= limit) - tick;
        } else {
            newest = now;
        }
        return new Answer(Math.max(0, limit - live), wait, newest == now - window ? 0 : newest + window - tick);
    }

    @Override
    public long take(PermitRequest request, long clock) {
        last = now(request, clock);
        units.removeIf(unit -> last >= unit.tick + request.windowTicks());
        number++;
        for (int i = 0; i < request.cost(); i++) {
            units.add(new Unit(last, number));
        }
        return number;
    }

    @Override
    public int refund(long taken, PermitRequest request, long clock) {
        long now = now(request, clock);
        int removed = 0;
        for (int i = units.size() - 1; i >= 0 && removed < request.cost(); i--) {
            Unit unit = units.get(i);
            if (unit.number == taken && now < unit.tick + request.windowTicks()) {
                units.remove(i);
                removed++;
            }
        }
        if (units.isEmpty()) {
            last = Long.MIN_VALUE;
        }
        return removed;
    }

    @Override
    public List<Long> boundaries(PermitRequest request) {
        return units.stream()
                .map(unit -> (unit.tick + request.windowTicks()) * request.tickMicros())
                .toList();
    }
}
