package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was admitted since the window of the last admission began, call by call. */
final class WindowOracle implements LimitOracle {

    private final Map<Long, Integer> calls = new LinkedHashMap<>();
    private long last = Long.MIN_VALUE;
    private long number;

    private long[] window(PermitRequest request, long clock) {
        long[] window = at(request, clock);
        long[] following = at(request, window[1]);
        return last >= following[0] && (!isCalendar(request) || last < following[1]) ? at(request, last) : window;
    }

    private static boolean isCalendar(PermitRequest request) {
        return request.policy().algorithm() instanceof CalendarWindow;
    }

    private static long[] at(PermitRequest request, long now) {
        if (request.policy().algorithm() instanceof CalendarWindow calendar) {
            ZonedDateTime time = Instant.EPOCH.plus(now, ChronoUnit.MICROS).atZone(calendar.zone());
            ZonedDateTime start = switch (calendar.unit()) {
                case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
                case DAY -> time.truncatedTo(ChronoUnit.DAYS);
                case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            };
            ZonedDateTime end = switch (calendar.unit()) {
                case HOUR -> start.plusHours(1);
                case DAY -> start.plusDays(1);
                case MONTH -> start.plusMonths(1);
            };
            return new long[] {micros(start), micros(end)};
        }
        long length = request.policy().window().toMillis() * 1000;
        return new long[] {now / length * length, now / length * length + length};
    }

    private static long micros(ZonedDateTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
    }

    private long count(long start) {
        return last < start
                ? 0
                : calls.values().stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public Answer look(PermitRequest request, long clock) {
        long[] window = window(request, clock);
        long count = count(window[0]);
        int limit = request.policy().limit();
        long wait = request.cost() > limit ? -1 : count + request.cost() > limit ? window[1] - clock : 0;
        return new Answer(Math.max(0, limit - count), wait, count > 0 || wait == 0 ? window[1] - clock : 0);
    }

    @Override
    public long take(PermitRequest request, long clock) {
        long now = Math.max(clock, last);
        if (last < window(request, clock)[0]) {
            calls.clear();
        }
        last = now;
        calls.put(++number, request.cost());
        return number;
    }

    @Override
    public int refund(long taken, PermitRequest request, long clock) {
        if (!calls.containsKey(taken)) {
            return 0;
        }
        calls.merge(taken, -request.cost(), Integer::sum);
        if (count(Long.MIN_VALUE) == 0) {
            calls.clear();
            last = Long.MIN_VALUE;
        }
        return request.cost();
    }

    @Override
    public List<Long> boundaries(PermitRequest request) {
        return calls.isEmpty() ? List.of() : List.of(at(request, last)[1]);
    }
}
