package io.redoubt.tck.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Performance tests that require a Redis driver to keep up with direct use of its client library, such as Lettuce. The
 * slow tests print the metrics and require minimum ratios, which are below those measured on two cores, so that a
 * regression is noticed. Figures and goals are in docs/benchmarks.md.
 *
 * <p>Each candidate runs seven rounds of a second, in turn with the others, and medians are compared. Other work
 * of the machine can only worsen a ratio, not improve it, so it suffices that one of three comparisons meets the
 * requirement.
 */
@DisplayName("Under load, beside the library it is built on,")
public abstract class DriverPerformanceContract {

    private static final int ATTEMPTS = 3;
    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration DISTANT_ROUND_TRIP = Duration.ofMillis(1);

    /** For the test class of the driver module. */
    protected DriverPerformanceContract() {}

    /** Returns the comparison of the driver with other clients. */
    protected abstract DriverComparison load();

    /** Returns the minimum ratio of throughput to the baseline's with 64 threads. */
    protected abstract double minThreadsRatio();

    /** Returns the minimum ratio of throughput to the baseline's with 256 virtual threads. */
    protected abstract double minVirtualThreadsRatio();

    /** Returns the maximum ratio of the server's CPU time for a call to the baseline's with 64 threads. */
    protected abstract double maxServerCpuRatio();

    @Test
    @DisplayName("every reply is the right one")
    void verified() {
        ComparisonResult result = load().run(CallerProfile.platform(32), 1, Duration.ofMillis(250));
        assertThat(result.rounds().values())
                .hasSizeGreaterThan(1)
                .allSatisfy(rounds -> assertThat(rounds.get(0).calls()).isGreaterThanOrEqualTo(10 * 32));
    }

    @Tag("slow")
    @Test
    @DisplayName("64 threads get more, and cost the server less, by the factors that the driver is held to")
    void threads() {
        expect(
                CallerProfile.platform(64),
                result -> result.ratio(LoadMetrics::perSecond) >= minThreadsRatio()
                        && result.ratio(LoadMetrics::serverCpu) <= maxServerCpuRatio());
    }

    @Tag("slow")
    @Test
    @DisplayName("256 virtual threads get more, by the factor that the driver is held to")
    void virtualThreads() {
        assumeThat(CallerProfile.virtualThreadsExist()).as("Java 21 or newer").isTrue();
        expect(CallerProfile.virtual(256), result -> result.ratio(LoadMetrics::perSecond) >= minVirtualThreadsRatio());
    }

    static Stream<CallerProfile> fewThreads() {
        return Stream.of(CallerProfile.platform(1), CallerProfile.platform(8));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource
    @DisplayName("few threads lose nothing: a call costs this JVM no more than 15 % more")
    void fewThreads(CallerProfile profile) {
        expect(profile, result -> result.ratio(LoadMetrics::clientCpu) <= 1.15);
    }

    static Stream<CallerProfile> distantServer() {
        Stream<CallerProfile> threads = Stream.of(
                CallerProfile.platform(1).withRoundTrip(DISTANT_ROUND_TRIP),
                CallerProfile.platform(8).withRoundTrip(DISTANT_ROUND_TRIP),
                CallerProfile.platform(64).withThinkTime(Duration.ofMillis(10)).withRoundTrip(DISTANT_ROUND_TRIP));
        CallerProfile virtual =
                CallerProfile.virtual(256).withThinkTime(Duration.ofMillis(40)).withRoundTrip(DISTANT_ROUND_TRIP);
        return CallerProfile.virtualThreadsExist() ? Stream.concat(threads, Stream.of(virtual)) : threads;
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource
    @DisplayName("half of the calls to a server 1 ms away take no more than 10 % longer")
    void distantServer(CallerProfile profile) {
        expect(profile, result -> result.ratio(LoadMetrics::p50) <= 1.1);
    }

    private void expect(CallerProfile profile, Predicate<ComparisonResult> requirement) {
        StringBuilder tables = new StringBuilder();
        boolean met = false;
        for (int attempt = 0; attempt < ATTEMPTS && !met; attempt++) {
            ComparisonResult result = load().run(profile, ROUNDS, ROUND);
            System.out.println(result);
            tables.append(result).append('\n');
            met = requirement.test(result);
        }
        assertThat(met).as("%s", tables).isTrue();
    }
}
