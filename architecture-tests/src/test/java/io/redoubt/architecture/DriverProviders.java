package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** A driver shows its provider alone, and the provider is found as a service. */
final class DriverProviders {

    private DriverProviders() {}

    /** The names of the providers that the services files on the class path name. */
    static Set<String> services() {
        return ServiceLoader.load(RedisDriverProvider.class).stream()
                .map(provider -> provider.type().getName())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with the public types of the driver modules, one line each. */
    static List<String> violations(JavaClasses classes, Set<String> services) {
        Set<String> types = PublicTypes.of(classes.that(Packages.in(List.of(Packages.LETTUCE, Packages.JEDIS))));
        List<String> violations = new ArrayList<>();
        types.stream()
                .filter(type -> !services.contains(type))
                .map(type -> type + " is public, but not a provider in META-INF/services")
                .forEach(violations::add);
        services.stream()
                .filter(service -> !types.contains(service))
                .map(service -> service + " is named in META-INF/services, but no public type of a driver")
                .sorted()
                .forEach(violations::add);
        return violations;
    }
}
