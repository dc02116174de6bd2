package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Packages form no cycle;")
final class PackageCyclesTest {

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(PackageCycles.rule());
    }

    @Test
    @DisplayName("this fires on a cycle of three, the front door's package among them, and not on who looks at it")
    void fires() {
        assertThat(Fixture.of("cycles").violationsOf(PackageCycles.rule()))
                .singleElement()
                .asString()
                .contains("Cycle detected")
                .contains("Slice bad.cycles.io.redoubt ", "bad.cycles.io.redoubt.cache.deep")
                .doesNotContain("io.redoubt.lock");
    }
}
