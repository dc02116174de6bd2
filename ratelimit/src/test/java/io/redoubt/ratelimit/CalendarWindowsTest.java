package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A calendar window")
final class CalendarWindowsTest {

    private static CalendarWindows around(CalendarUnit unit, ZoneId zone, Instant now) {
        return CalendarWindows.around(new CalendarWindow(unit, zone), ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @ParameterizedTest
    @CsvSource({
        "HOUR, UTC, 2024-02-29T23:30:00Z, 2024-02-29T23:00:00Z, 2024-03-01T00:00:00Z, 2024-03-01T01:00:00Z",
        "HOUR, Asia/Kolkata, 2024-02-29T23:40:00Z, 2024-02-29T23:30:00Z, 2024-03-01T00:30:00Z, 2024-03-01T01:30:00Z",
        // The clocks of Berlin go from 03:00 back to 02:00 at 01:00Z: the hour from 2 to 3 comes twice.
        "HOUR, Europe/Berlin, 2024-10-27T00:59:59.999999Z, 2024-10-27T00:00:00Z, 2024-10-27T01:00:00Z, 2024-10-27T02:00:00Z",
        "HOUR, Europe/Berlin, 2024-10-27T01:00:00Z, 2024-10-27T01:00:00Z, 2024-10-27T02:00:00Z, 2024-10-27T03:00:00Z",
        // Those of Lord Howe go from 02:00 back to 01:30 at 15:00Z.
        "HOUR, Australia/Lord_Howe, 2024-04-06T14:30:00Z, 2024-04-06T14:00:00Z, 2024-04-06T15:00:00Z, 2024-04-06T15:30:00Z",
        "HOUR, Australia/Lord_Howe, 2024-04-06T15:10:00Z, 2024-04-06T15:00:00Z, 2024-04-06T15:30:00Z, 2024-04-06T16:30:00Z",
        "DAY, UTC, 2024-02-28T12:00:00Z, 2024-02-28T00:00:00Z, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z",
        // 23 and 25 hours.
        "DAY, Europe/Berlin, 2024-03-31T12:00:00Z, 2024-03-30T23:00:00Z, 2024-03-31T22:00:00Z, 2024-04-01T22:00:00Z",
        "DAY, Europe/Berlin, 2024-10-27T12:00:00Z, 2024-10-26T22:00:00Z, 2024-10-27T23:00:00Z, 2024-10-28T23:00:00Z",
        // Beirut has no midnight on that day.
        "DAY, Asia/Beirut, 2024-03-31T08:00:00Z, 2024-03-30T22:00:00Z, 2024-03-31T21:00:00Z, 2024-04-01T21:00:00Z",
        // Newfoundland went from 00:01 back to 23:01 of the day before.
        "DAY, America/St_Johns, 2010-11-07T03:00:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z, 2010-11-09T03:30:00Z",
        // Samoa left December 30th out.
        "DAY, Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        "MONTH, UTC, 2023-02-28T12:00:00Z, 2023-02-01T00:00:00Z, 2023-03-01T00:00:00Z, 2023-04-01T00:00:00Z",
        "MONTH, UTC, 2024-12-31T23:59:59.999999Z, 2024-12-01T00:00:00Z, 2025-01-01T00:00:00Z, 2025-02-01T00:00:00Z",
        "MONTH, Europe/Berlin, 2024-03-31T23:00:00Z, 2024-03-31T22:00:00Z, 2024-04-30T22:00:00Z, 2024-05-31T22:00:00Z"
    })
    @DisplayName("begins and ends as in that zone, whatever the clocks do")
    void table(CalendarUnit unit, String zone, Instant now, Instant start, Instant end, Instant nextEnd) {
        CalendarWindows windows = around(unit, ZoneId.of(zone), now);
        assertThat(instant(windows.start())).isEqualTo(start);
        assertThat(instant(windows.end())).isEqualTo(end);
        assertThat(instant(windows.nextEnd())).isEqualTo(nextEnd);
    }

    @Test
    @DisplayName("follows the one before without a gap, in every zone")
    void seamless() {
        for (CalendarUnit unit : CalendarUnit.values()) {
            for (String name : ZoneId.getAvailableZoneIds()) {
                ZoneId zone = ZoneId.of(name);
                Instant now = Instant.parse("2024-03-09T17:12:00Z");
                for (int i = 0; i < 6; i++) {
                    CalendarWindows windows = around(unit, zone, now);
                    assertThat(now).as("%s %s", unit, zone).isBetween(instant(windows.start()), instant(windows.end()));
                    CalendarWindows next = around(unit, zone, instant(windows.end()));
                    assertThat(next.start()).as("%s %s %s", unit, zone, now).isEqualTo(windows.end());
                    assertThat(next.end()).as("%s %s %s", unit, zone, now).isEqualTo(windows.nextEnd());
                    assertThat(around(unit, zone, instant(windows.end() - 1)).start())
                            .as("%s %s %s", unit, zone, now)
                            .isEqualTo(windows.start());
                    now = instant(windows.end() + (windows.nextEnd() - windows.end()) / 2);
                }
            }
        }
        assertThat(around(CalendarUnit.DAY, ZoneOffset.UTC, Instant.EPOCH).start())
                .isZero();
    }
}
