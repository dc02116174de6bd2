package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** List of the Redis driver modules found on the class path, such as Lettuce or Jedis. */
record AvailableDrivers(List<RedisDriverProvider> found) {

    private static final List<String> OWN = List.of("lettuce", "jedis");

    static AvailableDrivers onClassPath() {
        return visibleTo(Redoubt.class.getClassLoader());
    }

    /** Returns the drivers that a class loader finds. A null loader is that of the JDK. */
    static AvailableDrivers visibleTo(@Nullable ClassLoader loader) {
        try {
            return new AvailableDrivers(ServiceLoader.load(RedisDriverProvider.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList());
        } catch (ServiceConfigurationError e) {
            throw new ConfigurationException(
                    "a Redis driver on the class path cannot be loaded: " + e.getMessage()
                            + ". Remove its module, or mend it",
                    e);
        }
    }

    /**
     * Returns the driver of this name; without a name the only driver.
     *
     * @throws ConfigurationException if there is none, or if the choice is ambiguous
     */
    RedisDriverProvider choose(@Nullable String name) {
        if (found.isEmpty()) {
            throw new ConfigurationException(
                    "a Redis server is named, but no driver is on the class path: add the module"
                            + " io.redoubt:redoubt-cache-redis-lettuce or io.redoubt:redoubt-cache-redis-jedis");
        }
        if (name == null) {
            if (found.size() > 1) {
                throw new ConfigurationException("several Redis drivers are on the class path, " + names()
                        + ": set REDOUBT_DRIVER (or RedoubtSettings.driver) to one of them, or remove the others");
            }
            return found.get(0);
        }
        List<RedisDriverProvider> named =
                found.stream().filter(provider -> provider.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new ConfigurationException("the Redis driver '" + EnvironmentValues.shown(name)
                    + "' (REDOUBT_DRIVER or RedoubtSettings.driver) is not on the class path, which has " + names()
                    + ": choose one of these, or add " + module(name));
        }
        if (named.size() > 1) {
            throw new ConfigurationException("several Redis drivers on the class path are named '" + name + "': "
                    + named.stream()
                            .map(provider -> provider.getClass().getName())
                            .sorted()
                            .toList()
                    + ". Remove all but one");
        }
        return named.get(0);
    }

    private List<String> names() {
        return found.stream().map(RedisDriverProvider::name).sorted().toList();
    }

    private static String module(String name) {
        return OWN.contains(name) ? "the module io.redoubt:redoubt-cache-redis-" + name : "the module of that driver";
    }
}
