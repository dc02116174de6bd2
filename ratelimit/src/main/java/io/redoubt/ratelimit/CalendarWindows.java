package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;

/**
 * Calendar window that contains a point in time, and the one after it. Times are in microseconds since 1970.
 *
 * <p>Clock changes: a day or month begins at its first moment, which is later than midnight where the clocks skip that.
 * An hour begins whenever the local time is a full hour, and ends early where the clocks change within it.
 *
 * @param start where the window begins
 * @param end where it ends, and the next one begins
 * @param nextEnd where the next one ends
 */
record CalendarWindows(long start, long end, long nextEnd) {

    private static final long HOUR = 3600;

    /** Returns the window that contains that time, and the one after it. */
    static CalendarWindows around(CalendarWindow algorithm, long micros) {
        Instant now = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        Instant end = end(algorithm, now);
        return new CalendarWindows(micros(start(algorithm, now)), micros(end), micros(end(algorithm, end)));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant start(CalendarWindow algorithm, Instant now) {
        ZoneId zone = algorithm.zone();
        if (algorithm.unit() == CalendarUnit.HOUR) {
            Instant full = now.minusSeconds(secondsOfHour(zone, now)).truncatedTo(ChronoUnit.SECONDS);
            ZoneOffsetTransition change = zone.getRules().previousTransition(now.plusNanos(1));
            return change != null && change.getInstant().isAfter(full) ? change.getInstant() : full;
        }
        LocalDate date = firstDate(algorithm.unit(), now.atZone(zone).toLocalDate());
        // The local date may go back over midnight, to one whose successor has begun already.
        while (!startOf(nextDate(algorithm.unit(), date), zone).isAfter(now)) {
            date = nextDate(algorithm.unit(), date);
        }
        return startOf(date, zone);
    }

    private static Instant end(CalendarWindow algorithm, Instant now) {
        ZoneId zone = algorithm.zone();
        if (algorithm.unit() == CalendarUnit.HOUR) {
            Instant full = now.plusSeconds(HOUR - secondsOfHour(zone, now)).truncatedTo(ChronoUnit.SECONDS);
            ZoneOffsetTransition change = zone.getRules().nextTransition(now);
            return change != null && change.getInstant().isBefore(full) ? change.getInstant() : full;
        }
        LocalDate date = nextDate(
                algorithm.unit(), firstDate(algorithm.unit(), now.atZone(zone).toLocalDate()));
        while (!startOf(date, zone).isAfter(now)) {
            date = nextDate(algorithm.unit(), date);
        }
        return startOf(date, zone);
    }

    private static long secondsOfHour(ZoneId zone, Instant now) {
        return Math.floorMod(
                now.getEpochSecond() + zone.getRules().getOffset(now).getTotalSeconds(), HOUR);
    }

    private static LocalDate firstDate(CalendarUnit unit, LocalDate date) {
        return unit == CalendarUnit.MONTH ? YearMonth.from(date).atDay(1) : date;
    }

    private static LocalDate nextDate(CalendarUnit unit, LocalDate date) {
        return unit == CalendarUnit.MONTH ? date.plusMonths(1) : date.plusDays(1);
    }

    private static Instant startOf(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }
}
