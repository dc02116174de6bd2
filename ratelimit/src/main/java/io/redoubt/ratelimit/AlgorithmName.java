package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.FixedWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindowCounter;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/** Parser of the names of algorithms in the configuration. */
final class AlgorithmName {

    private static final String CALENDAR = "calendar-";

    /** What is allowed, as a text for messages. */
    static final String ALLOWED = "sliding-window, sliding-window-counter, token-bucket, fixed-window,"
            + " calendar-hour, calendar-day or calendar-month; the last three with a time zone if not in UTC, like"
            + " calendar-day:Europe/Berlin";

    private AlgorithmName() {}

    /** Returns whether the name is that of calendar windows, which have no length. */
    static boolean isCalendar(String name) {
        return name.startsWith(CALENDAR);
    }

    /**
     * Returns the algorithm of a name.
     *
     * @param limit how many tokens fill a bucket in each window
     * @throws InvalidInputException naming what is allowed
     */
    static RateLimitAlgorithm parse(String name, int limit, Duration window) {
        return switch (name) {
            case "sliding-window" -> new SlidingWindow(window);
            case "sliding-window-counter" -> new SlidingWindowCounter(window);
            case "token-bucket" -> new TokenBucket(limit, window);
            case "fixed-window" -> new FixedWindow(window);
            default -> calendar(name);
        };
    }

    private static CalendarWindow calendar(String name) {
        if (isCalendar(name)) {
            int colon = name.indexOf(':');
            String unit = colon < 0 ? name.substring(CALENDAR.length()) : name.substring(CALENDAR.length(), colon);
            ZoneId zone = colon < 0 ? ZoneOffset.UTC : zone(name, name.substring(colon + 1));
            for (CalendarUnit each : CalendarUnit.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(unit)) {
                    return new CalendarWindow(each, zone);
                }
            }
        }
        throw invalid(name);
    }

    private static ZoneId zone(String name, String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw invalid(name);
        }
    }

    private static InvalidInputException invalid(String name) {
        return new InvalidInputException("no algorithm of a rate limit is '" + name + "': use " + ALLOWED);
    }
}
