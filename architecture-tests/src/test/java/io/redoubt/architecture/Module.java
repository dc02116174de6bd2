package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The house as a table: each production module, its packages, and what it sees besides the JDK and itself.
 *
 * <p>Modules that are planned have their row already, so that the rules hold from their first class on.
 */
enum Module {
    API("cache-api", Packages.API, Packages.JSPECIFY),
    SPI("redis-spi", List.of(Packages.SPI, Packages.CONNECTIONS), List.of(Packages.JSPECIFY, Packages.SLF4J)),
    CORE(
            "redis-core",
            Packages.CORE,
            Packages.API,
            Packages.CONNECTIONS,
            Packages.SPI,
            Packages.JSPECIFY,
            Packages.SLF4J),
    LOCAL("cache-caffeine", Packages.LOCAL, Packages.API, Packages.JSPECIFY, "com.github.benmanes.."),
    JSON("codec-json", Packages.JSON, Packages.API, Packages.JSPECIFY, "tools.jackson..", "com.fasterxml.."),

    CODEC("codec", Packages.CODEC, Packages.API, Packages.JSPECIFY),

    // One floor: features never see each other.
    CACHE("cache", Packages.CACHE, Packages.BELOW_FEATURES),
    SESSION("session", Packages.SESSION, Packages.BELOW_FEATURES),
    RATELIMIT("ratelimit", Packages.RATELIMIT, Packages.BELOW_FEATURES),
    LOCK("lock", Packages.LOCK, Packages.BELOW_FEATURES),
    TOPIC("topic", Packages.TOPIC, Packages.BELOW_FEATURES),
    HEALTH(
            "health",
            Packages.HEALTH,
            Packages.API,
            Packages.CONNECTIONS,
            Packages.SPI,
            Packages.DRIVER,
            Packages.EMBEDDED,
            Packages.JSPECIFY,
            Packages.SLF4J),

    LETTUCE(
            "cache-redis-lettuce",
            Packages.LETTUCE,
            Packages.CONNECTIONS,
            Packages.SPI,
            Packages.JSPECIFY,
            Packages.SLF4J,
            "io.lettuce..",
            "io.netty..",
            "reactor.."),
    JEDIS(
            "cache-redis-jedis",
            Packages.JEDIS,
            Packages.CONNECTIONS,
            Packages.SPI,
            Packages.JSPECIFY,
            Packages.SLF4J,
            "redis.clients..",
            "org.apache.commons.pool2.."),

    // Drivers are found, never named: a team picks one by adding a dependency.
    FRONT_DOOR(
            "redoubt",
            Packages.FRONT_DOOR,
            Packages.API,
            Packages.CONNECTIONS,
            Packages.SPI,
            Packages.CORE,
            Packages.JSON,
            Packages.CODEC,
            Packages.CACHE,
            Packages.SESSION,
            Packages.RATELIMIT,
            Packages.LOCK,
            Packages.TOPIC,
            Packages.HEALTH,
            Packages.JSPECIFY,
            Packages.SLF4J),
    WEB("web", Packages.WEB, Packages.API, Packages.JSPECIFY, Packages.SLF4J, "..jakarta.servlet.."),

    // For the tests of applications. Its servers and proxies are a module of their own, which no rule is about.
    TEST(
            "redoubt-test",
            List.of(Packages.TEST, Packages.TEST_RULES),
            List.of(
                    Packages.API,
                    Packages.CONNECTIONS,
                    Packages.EMBEDDED,
                    Packages.FRONT_DOOR,
                    Packages.JSPECIFY,
                    "..io.redoubt.test.server..",
                    "..io.redoubt.test.proxy..",
                    "org.awaitility..",
                    "org.junit..",
                    "com.tngtech.archunit.."));

    private final String directory;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> packages;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> sees;

    Module(String directory, String packages, String... sees) {
        this(directory, List.of(packages), List.of(sees));
    }

    Module(String directory, String packages, List<String> sees) {
        this(directory, List.of(packages), sees);
    }

    Module(String directory, List<String> packages, List<String> sees) {
        this.directory = directory;
        this.packages = packages;
        this.sees = sees;
    }

    /** Its directory in the build. */
    String directory() {
        return directory;
    }

    /** The patterns of its packages. */
    List<String> packages() {
        return packages;
    }

    /** The patterns of the packages that it may depend on. */
    List<String> sees() {
        return sees;
    }

    boolean contains(JavaClass type) {
        return Packages.contain(type, packages);
    }

    /** The module of a class; the rows of the table do not overlap. */
    static Optional<Module> of(JavaClass type) {
        return Arrays.stream(values()).filter(module -> module.contains(type)).findFirst();
    }
}
