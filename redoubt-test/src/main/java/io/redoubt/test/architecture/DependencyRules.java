package io.redoubt.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** ArchUnit rules that restrict the use of driver packages and forbid the use of Redoubt's internal packages. */
final class DependencyRules {

    private static final String[] DRIVERS = {
        "io.lettuce..", "redis.clients..", "io.redoubt.lettuce..", "io.redoubt.jedis..", "io.redoubt.redis.spi.."
    };
    private static final String[] INTERNALS = {
        "io.redoubt.cache..",
        "io.redoubt.session..",
        "io.redoubt.ratelimit..",
        "io.redoubt.lock..",
        "io.redoubt.topic..",
        "io.redoubt.health..",
        "io.redoubt.caffeine..",
        "io.redoubt.redis.core..",
        "io.redoubt.tck..",
        "io.redoubt.test.net..",
        "io.redoubt.test.process..",
        "io.redoubt.test.proxy..",
        "io.redoubt.test.server.."
    };

    private DependencyRules() {}

    static ArchRule driversIn(List<String> configuration) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(configuration.toArray(new String[0]))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DRIVERS)
                .as("Redoubt: Lettuce, Jedis and the drivers are used by the configuration only, in " + configuration)
                .because("the backend is chosen by a dependency, not by code. Remedy: use io.redoubt.api, or move this"
                        + " into the configuration")
                .allowEmptyShould(true);
    }

    static ArchRule publicApiOnly() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNALS)
                .as("Redoubt: nothing uses its internal packages")
                .because("they change without notice. Remedy: use io.redoubt, io.redoubt.api and io.redoubt.redis")
                .allowEmptyShould(true);
    }
}
