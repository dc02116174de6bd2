package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver shows its provider alone, named in META-INF/services;")
final class DriverProvidersTest {

    private static final String BAD = "bad.providers.io.redoubt.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        assertThat(DriverProviders.violations(Production.classes(), DriverProviders.services()))
                .isEmpty();
    }

    @Test
    @DisplayName("each driver has one")
    void services() {
        assertThat(DriverProviders.services())
                .containsExactlyInAnyOrder(
                        "io.redoubt.jedis.JedisDriverProvider", "io.redoubt.lettuce.LettuceDriverProvider");
    }

    @Test
    @DisplayName("this fires on other public types, on unnamed providers and on names without a type")
    void fires() {
        Set<String> services = Set.of(BAD + "lettuce.LettuceProvider", BAD + "lettuce.Gone");
        assertThat(DriverProviders.violations(Fixture.of("providers").classes(), services))
                .containsExactly(
                        BAD + "jedis.UnnamedProvider is public, but not a provider in META-INF/services",
                        BAD + "lettuce.LeakedConnection is public, but not a provider in META-INF/services",
                        BAD + "lettuce.Gone is named in META-INF/services, but no public type of a driver");
    }
}
