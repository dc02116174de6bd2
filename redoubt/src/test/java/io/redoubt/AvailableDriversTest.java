package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The choice of a driver")
final class AvailableDriversTest {

    private static final RedisDriverProvider LETTUCE = new Named("lettuce");
    private static final RedisDriverProvider JEDIS = new Named("jedis");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "lettuce")
    @DisplayName("is refused if none is on the class path: the message names the modules to add")
    void none(@Nullable String name) {
        refused(
                new AvailableDrivers(List.of()),
                name,
                "no driver",
                "redoubt-cache-redis-lettuce",
                "redoubt-cache-redis-jedis");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "jedis")
    @DisplayName("falls on the only one, named or not")
    void one(@Nullable String name) {
        assertThat(new AvailableDrivers(List.of(JEDIS)).choose(name)).isSameAs(JEDIS);
    }

    @Test
    @DisplayName("falls on the named one of several")
    void named() {
        AvailableDrivers drivers = new AvailableDrivers(List.of(LETTUCE, JEDIS));

        assertThat(drivers.choose("jedis")).isSameAs(JEDIS);
        assertThat(drivers.choose("lettuce")).isSameAs(LETTUCE);
    }

    @Test
    @DisplayName("is refused if there are several and none is named: the message tells which, and how to name one")
    void several() {
        refused(
                new AvailableDrivers(List.of(LETTUCE, JEDIS)),
                null,
                "[jedis, lettuce]",
                "REDOUBT_DRIVER",
                "RedoubtSettings.driver");
    }

    @Test
    @DisplayName("is refused if the named one is not there: the message tells which are, and which module to add")
    void missing() {
        refused(new AvailableDrivers(List.of(LETTUCE)), "jedis", "'jedis'", "[lettuce]", "redoubt-cache-redis-jedis");
    }

    private static void refused(AvailableDrivers drivers, @Nullable String name, String... parts) {
        assertThatThrownBy(() -> drivers.choose(name))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    private record Named(String name) implements RedisDriverProvider {

        @Override
        public NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime) {
            throw new UnsupportedOperationException("only to be chosen");
        }
    }
}
