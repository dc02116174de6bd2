package io.redoubt.ratelimit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** List of what was admitted, from which the sums of two windows are computed for each question. */
final class CounterOracle implements LimitOracle {

    private List<Call> calls = new ArrayList<>();
    private final Map<Long, Call> byNumber = new HashMap<>();
    private long measured = 1;
    private long last = Long.MIN_VALUE;
    private long number;
    private long generation;

    private record Call(long time, long units, long generation) {}

    private static long sum(List<Call> calls, long from, long to) {
        return calls.stream()
                .filter(call -> call.time >= from && call.time < to)
                .mapToLong(Call::units)
                .sum();
    }

    private static long used(List<Call> calls, long window, long now) {
        long start = now / window * window;
        BigInteger part = BigInteger.valueOf(sum(calls, start - window, start))
                .multiply(BigInteger.valueOf(start + window - now));
        BigInteger[] weighted = part.divideAndRemainder(BigInteger.valueOf(window));
        return sum(calls, start, start + window) + weighted[0].longValueExact() + (weighted[1].signum() > 0 ? 1 : 0);
    }

    /** The calls as a window sees them: of another length, as one call at the time of the last. */
    private List<Call> seen(long window, long now) {
        if (measured == window || calls.isEmpty()) {
            return new ArrayList<>(calls);
        }
        return new ArrayList<>(List.of(new Call(last, used(calls, measured, now), generation)));
    }

    private static long window(PermitRequest request) {
        return request.policy().window().toMillis() * 1000;
    }

    @Override
    public Answer look(PermitRequest request, long clock) {
        long window = window(request);
        long now = Math.max(clock, last);
        List<Call> seen = seen(window, now);
        int limit = request.policy().limit();
        long used = used(seen, window, now);
        long end = now / window * window + 2 * window;
        long wait = 0;
        if (request.cost() > limit) {
            wait = -1;
        } else if (used + request.cost() > limit) {
            wait = LimitOracle.first(now, end, time -> used(seen, window, time) + request.cost() <= limit) - clock;
        }
        if (wait == 0) {
            seen.add(new Call(now, request.cost(), 0));
        }
        long free = LimitOracle.first(now, end, time -> used(seen, window, time) == 0);
        return new Answer(Math.max(0, limit - used), wait, used(seen, window, now) == 0 ? 0 : free - clock);
    }

    @Override
    public long take(PermitRequest request, long clock) {
        long window = window(request);
        long now = Math.max(clock, last);
        List<Call> seen = seen(window, now);
        long start = now / window * window;
        seen.removeIf(call -> call.time < start - window);
        if (measured != window || sum(seen, start - window, start + window) == 0) {
            generation++;
        }
        Call call = new Call(now, request.cost(), generation);
        seen.add(call);
        calls = seen;
        measured = window;
        last = now;
        byNumber.put(++number, call);
        return number;
    }

    @Override
    public int refund(long taken, PermitRequest request, long clock) {
        Call call = byNumber.getOrDefault(taken, new Call(0, 0, -1));
        if (call.generation != generation || calls.isEmpty()) {
            return 0;
        }
        long start = last / measured * measured;
        long from = call.time >= start ? start : start - measured;
        if (call.time < from) {
            return 0;
        }
        long given = Math.min(request.cost(), sum(calls, from, from + measured));
        calls.add(new Call(from, -given, generation));
        if (sum(calls, start - measured, start + measured) == 0) {
            calls.clear();
            last = Long.MIN_VALUE;
        }
        return (int) given;
    }

    @Override
    public List<Long> boundaries(PermitRequest request) {
        if (calls.isEmpty()) {
            return List.of();
        }
        long end = last / measured * measured + measured;
        return List.of(end, end + measured, end - measured / 3);
    }
}
