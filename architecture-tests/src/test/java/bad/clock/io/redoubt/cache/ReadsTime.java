package bad.clock.io.redoubt.cache;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.chrono.JapaneseDate;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;

/** Reads the clocks of the machine, each once. */
final class ReadsTime {

    private ReadsTime() {}

    static long nanoTime() {
        return System.nanoTime();
    }

    static long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    static Instant instant() {
        return Instant.now();
    }

    static LocalDateTime localDateTime() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    static JapaneseDate chronology() {
        return JapaneseDate.now(ZoneOffset.UTC);
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    static InstantSource source() {
        return InstantSource.system();
    }

    static Clock tick() {
        return Clock.tickSeconds(ZoneOffset.UTC);
    }

    @SuppressWarnings("JavaUtilDate")
    static Date date() {
        return new Date();
    }

    static Calendar calendar() {
        return Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    }
}
