package io.redoubt.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.Topology.Mode;
import io.redoubt.tck.fault.Fault.SendLimit;
import io.redoubt.tck.fault.FaultTable.Row;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documented table of faults")
final class FaultTableTest {

    private static final List<Row> ROWS =
            FaultTable.readFrom(Path.of("..", "docs", "failure-modes.md")).rows();
    private static final List<Fault> FAULTS = Arrays.stream(Mode.values())
            .map(FaultCatalog::of)
            .flatMap(Collection::stream)
            .toList();

    @Test
    @DisplayName("has a row for each fault, mode and driver, and no other")
    void complete() {
        for (Fault fault : FAULTS) {
            assertThat(of(fault))
                    .as("rows of %s", fault)
                    .extracting(Row::driver)
                    .containsExactly("jedis", "lettuce");
        }
        assertThat(ROWS).hasSize(2 * FAULTS.size());
    }

    @Test
    @DisplayName("shows the same kinds of exceptions for both drivers, which are those that are documented")
    void alike() {
        for (Fault fault : FAULTS) {
            assertThat(of(fault))
                    .as("rows of %s", fault)
                    .extracting(Row::always)
                    .containsOnly(words(fault.always()));
            assertThat(of(fault))
                    .allSatisfy(row -> assertThat(words(fault.sometimes())).containsAll(row.byChance()));
        }
    }

    @Test
    @DisplayName("shows that what must not be repeated was sent once, and reads once more at most")
    void attempts() {
        for (Fault fault : FAULTS) {
            if (fault.sendLimit() == SendLimit.NO_UNSAFE_RETRY) {
                assertThat(of(fault)).as("rows of %s", fault).allSatisfy(row -> {
                    assertThat(row.writes()).isEqualTo(1);
                    assertThat(row.reads()).isBetween(1, 2);
                });
            }
        }
    }

    @Test
    @DisplayName("shows that all is well within two seconds after a fault")
    void recovery() {
        assertThat(ROWS).allSatisfy(row -> {
            assertThat(row.recoveryMillis())
                    .isLessThanOrEqualTo(TimingTolerance.STRICT.recovery().toMillis());
            assertThat(row.trackingRecoveryMillis())
                    .isLessThanOrEqualTo(TimingTolerance.STRICT.recovery().toMillis());
        });
    }

    private static List<Row> of(Fault fault) {
        return ROWS.stream().filter(row -> row.isOf(fault)).toList();
    }

    private static Set<String> words(Set<CallOutcome> outcomes) {
        return outcomes.stream().map(CallOutcome::label).collect(Collectors.toSet());
    }
}
