package io.redoubt.api.ratelimit;

import java.time.Duration;

/** Unit of the calendar after which a rate limit with calendar windows begins anew. */
public enum CalendarUnit {
    /** From one full hour of the local time to the next. An hour that the clocks repeat is a window of its own. */
    HOUR(Duration.ofHours(1)),
    /** From one midnight of the local time to the next: 23 to 25 hours where the clocks change. */
    DAY(Duration.ofDays(1)),
    /** From the first day of one month to that of the next. */
    MONTH(Duration.ofDays(31));

    private final Duration nominal;

    CalendarUnit(Duration nominal) {
        this.nominal = nominal;
    }

    /** Returns the usual length: an hour, 24 hours, or 31 days. */
    public Duration nominal() {
        return nominal;
    }
}
