package io.redoubt.tck.backend;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/**
 * Address at which a second process finds the Redis servers of a test: driver name, server URL and key prefix.
 * Immutable.
 *
 * @param driver the name of the driver's provider
 * @param url the URL of the servers
 * @param prefix the prefix of every key of the test
 */
public record BackendAddress(String driver, String url, String prefix) {

    /** Number of program arguments that an address takes. */
    public static final int ARGUMENT_COUNT = 3;

    /** Reads an address from the first arguments of a main method. */
    public static BackendAddress in(String... arguments) {
        return new BackendAddress(arguments[0], arguments[1], arguments[2]);
    }

    /** Returns the address as the first arguments of a main method. */
    public List<String> toArguments() {
        return List.of(driver, url, prefix);
    }

    /** Returns the address of the same servers through another driver. */
    public BackendAddress through(RedisDriverProvider provider) {
        return new BackendAddress(provider.name(), url, prefix);
    }

    /** Opens a driver, which the caller closes. */
    public RedisDriver open() {
        return open(unchanged -> unchanged);
    }

    /** Opens a driver with changed settings, which the caller closes. */
    public RedisDriver open(UnaryOperator<RedisSettingsBuilder> changes) {
        RedisDriverProvider provider = ServiceLoader.load(RedisDriverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(driver))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no driver '" + driver + "' on the class path"));
        RedisSettings settings = changes.apply(
                        RedisSettings.fromUrl(url).toBuilder().connectTimeout(Deployment.CONNECT_TIMEOUT))
                .build();
        return RedisDriverFactory.open(provider, settings, System::nanoTime);
    }
}
