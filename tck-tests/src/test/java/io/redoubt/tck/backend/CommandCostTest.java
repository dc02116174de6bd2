package io.redoubt.tck.backend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.test.proxy.TrafficCounts;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cost of a block of calls")
final class CommandCostTest {

    private static CommandCost cost(long commands, long roundTrips, int masters) {
        return new CommandCost(new TrafficCounts(commands, roundTrips, roundTrips, Map.of("GET", commands)), masters);
    }

    @Test
    @DisplayName("per master is exact on one master, and on several between that of one and that of all")
    void perMaster() {
        for (CommandCost right : new CommandCost[] {cost(5, 2, 1), cost(5, 2, 3), cost(5, 6, 3)}) {
            assertThatCode(() -> right.mustBePerMaster(5, 2)).doesNotThrowAnyException();
        }
        for (CommandCost wrong :
                new CommandCost[] {cost(5, 1, 1), cost(5, 3, 1), cost(5, 1, 3), cost(5, 7, 3), cost(4, 2, 3)}) {
            assertThatThrownBy(() -> wrong.mustBePerMaster(5, 2))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("GET=");
        }
    }

    @Test
    @DisplayName("of one slot is the same on several masters as on one")
    void oneSlot() {
        assertThatCode(() -> cost(1, 1, 3).mustBe(1, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> cost(1, 2, 3).mustBe(1, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> cost(1, 2, 3).mustBeAtMost(3, 1)).isInstanceOf(AssertionError.class);
    }
}
