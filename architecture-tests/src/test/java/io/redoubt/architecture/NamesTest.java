package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("No class is called Util, Utils, Helper, Manager or Impl;")
final class NamesTest {

    private static final Fixture FIXTURE = Fixture.of("names");

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(Names.rule());
    }

    @ParameterizedTest
    @ValueSource(strings = {"KeyUtil>", "KeyUtils>", "CacheHelper>", "CacheManager>", "StoreImpl>", "$NestedImpl>"})
    @DisplayName("this fires on every such ending, nested classes too")
    void fires(String culprit) {
        assertThat(FIXTURE.violationsOf(Names.rule()))
                .filteredOn(line -> line.contains(culprit))
                .hasSize(1);
    }

    @Test
    @DisplayName("this fires on nothing else")
    void elsewhere() {
        assertThat(FIXTURE.violationsOf(Names.rule())).hasSize(6);
    }
}
