package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    @DisplayName("falls on any driver of the class path by its name; the message about an unknown one tells which are")
    void thirdParty(@TempDir Path directory) throws Exception {
        try (URLClassLoader loader = providing(directory, ThirdParty.class.getName())) {
            AvailableDrivers drivers = AvailableDrivers.visibleTo(loader);

            assertThat(drivers.choose("glide")).isInstanceOf(ThirdParty.class);
            refused(drivers, "redis://u:s3cr3t@h", "REDOUBT_DRIVER", "[glide, jedis, lettuce]", "'***'");
            refused(drivers, "redisson", "'redisson'", "[glide, jedis, lettuce]", "add the module of that driver");
        }
    }

    @Test
    @DisplayName("is refused if a driver cannot be loaded: the message names it")
    void broken(@TempDir Path directory) throws Exception {
        try (URLClassLoader loader = providing(directory, "com.example.Missing")) {
            assertThatThrownBy(() -> AvailableDrivers.visibleTo(loader))
                    .isExactlyInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("com.example.Missing");
        }
    }

    @Test
    @DisplayName("is refused if two have the name: the message names their classes")
    void ambiguous() {
        refused(new AvailableDrivers(List.of(JEDIS, JEDIS, LETTUCE)), "jedis", "'jedis'", Named.class.getName());
    }

    /** Returns a class loader with a directory of its own that names a driver. */
    private static URLClassLoader providing(Path directory, String provider) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(RedisDriverProvider.class.getName()), provider);
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, AvailableDriversTest.class.getClassLoader());
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

    /** Driver of another project. */
    public static final class ThirdParty implements RedisDriverProvider {

        @Override
        public String name() {
            return "glide";
        }

        @Override
        public NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime) {
            throw new UnsupportedOperationException("only to be chosen");
        }
    }
}
