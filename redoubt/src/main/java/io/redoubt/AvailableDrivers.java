package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Drivers found on the class path, and the choice of one of them. */
record AvailableDrivers(List<RedisDriverProvider> found) {

    static AvailableDrivers onClassPath() {
        return new AvailableDrivers(
                ServiceLoader.load(RedisDriverProvider.class, Redoubt.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

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
        return found.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("the Redis driver '" + name
                        + "' is not on the class path, which has " + names()
                        + ": add the module io.redoubt:redoubt-cache-redis-" + name + ", or choose another driver"));
    }

    private List<String> names() {
        return found.stream().map(RedisDriverProvider::name).sorted().toList();
    }
}
