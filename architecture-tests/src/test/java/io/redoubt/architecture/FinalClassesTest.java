package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Concrete classes are final or sealed;")
final class FinalClassesTest {

    private static final String CACHE = "bad.finality.io.redoubt.cache.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(FinalClasses.rule());
    }

    @Test
    @DisplayName("this fires on those that are not, nested ones too, and not on records, enums and anonymous classes")
    void fires() {
        assertThat(Fixture.of("finality").violationsOf(FinalClasses.rule()))
                .containsExactlyInAnyOrder(
                        CACHE + "NotFinal is neither final, sealed nor abstract",
                        CACHE + "NotFinal$NestedNotFinal is neither final, sealed nor abstract");
    }
}
