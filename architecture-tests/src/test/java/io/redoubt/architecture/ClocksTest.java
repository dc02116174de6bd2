package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Only the clock holder reads a clock, and nothing sleeps;")
final class ClocksTest {

    private static final List<String> VIOLATIONS = Fixture.of("clock").violationsOf(Clocks.rule());

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(Clocks.rule());
    }

    @ParameterizedTest
    @CsvSource({
        "ReadsTime.nanoTime(), java.lang.System.nanoTime()",
        "ReadsTime.currentTimeMillis(), java.lang.System.currentTimeMillis()",
        "ReadsTime.instant(), java.time.Instant.now()",
        "ReadsTime.localDateTime(), java.time.LocalDateTime.now(java.time.ZoneId)",
        "ReadsTime.chronology(), java.time.chrono.JapaneseDate.now(java.time.ZoneId)",
        "ReadsTime.clock(), java.time.Clock.systemUTC()",
        "ReadsTime.source(), java.time.InstantSource.system()",
        "ReadsTime.tick(), java.time.Clock.tickSeconds(java.time.ZoneId)",
        "ReadsTime.date(), java.util.Date.<init>()",
        "ReadsTime.calendar(), java.util.Calendar.getInstance",
        "RefersToTime.<clinit>(), java.lang.System.nanoTime()",
        "RefersToTime.<clinit>(), java.util.Date.<init>()",
        "RefersToTime.inALambda(), java.lang.System.currentTimeMillis()",
        "RefersToTime.calledInALambda(), java.time.Instant.now()",
        "RefersToTime$1.get(), java.time.Instant.now()",
        "Sleeps.thread(), java.lang.Thread.sleep(long)",
        "Sleeps.unit(), java.util.concurrent.TimeUnit.sleep(long)",
        "Sleeps.inherited(), Sleeps.sleep(long)",
        "cache.SystemClock.bad(), java.lang.System.nanoTime()"
    })
    @DisplayName("this fires on calls, method references and constructors, in lambdas and anonymous classes too")
    void fires(String culprit, String source) {
        assertThat(VIOLATIONS)
                .filteredOn(line -> line.contains(culprit) && line.contains(source))
                .hasSize(1);
    }

    @Test
    @DisplayName("this fires on nothing else: not on the holder, nor on who is handed a clock")
    void elsewhere() {
        assertThat(VIOLATIONS).hasSize(19).noneMatch(line -> line.contains("HandedATime"));
    }
}
