package bad.clock.io.redoubt.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Is handed its clock, as everything is to be. */
final class HandedATime {

    private HandedATime() {}

    static Instant fine(Clock clock) {
        return Instant.now(clock);
    }

    static Clock fineTick(Clock clock) {
        return Clock.tick(clock, Duration.ofSeconds(1));
    }

    @SuppressWarnings("JavaUtilDate")
    static Date fineDate(long millis) {
        return new Date(millis);
    }
}
