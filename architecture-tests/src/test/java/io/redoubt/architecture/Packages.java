package io.redoubt.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Patterns of packages, in ArchUnit's syntax: two dots stand for any number of packages. */
final class Packages {

    static final String API = "..io.redoubt.api..";
    /** What applications set for connections; in the same module as the SPI. */
    static final String CONNECTIONS = "..io.redoubt.redis";

    static final String SPI = "..io.redoubt.redis.spi..";
    static final String CORE = "..io.redoubt.redis.core..";
    /** Redis as features call it; in the same module as the rest of the core. */
    static final String DRIVER = "..io.redoubt.redis.core.driver..";
    /** Clock and gate of the embedded features, which the front door hands to them; in the core as well. */
    static final String EMBEDDED = "..io.redoubt.redis.core.embedded..";

    static final String LOCAL = "..io.redoubt.caffeine..";
    static final String JSON = "..io.redoubt.json..";
    static final String CODEC = "..io.redoubt.codec..";
    static final String CACHE = "..io.redoubt.cache..";
    static final String SESSION = "..io.redoubt.session..";
    static final String RATELIMIT = "..io.redoubt.ratelimit..";
    static final String LOCK = "..io.redoubt.lock..";
    static final String TOPIC = "..io.redoubt.topic..";
    static final String HEALTH = "..io.redoubt.health..";
    static final String LETTUCE = "..io.redoubt.lettuce..";
    static final String JEDIS = "..io.redoubt.jedis..";
    static final String FRONT_DOOR = "..io.redoubt";
    static final String WEB = "..io.redoubt.web..";
    static final String TEST = "..io.redoubt.test";
    static final String TEST_RULES = "..io.redoubt.test.architecture..";

    /** What only the own module may see, public or not. */
    static final String INTERNAL = "..internal..";

    static final String JSPECIFY = "org.jspecify..";
    static final String SLF4J = "org.slf4j..";

    /** What lies below the features that have a Redis and an embedded side. */
    static final List<String> BELOW_FEATURES = List.of(API, CONNECTIONS, SPI, CORE, LOCAL, JSPECIFY, SLF4J);

    private Packages() {}

    /** Whether a type, or what an array of it holds, lies in packages of one of the patterns. */
    static boolean contain(JavaClass type, Collection<String> patterns) {
        String name = type.getBaseComponentType().getPackageName();
        return patterns.stream().anyMatch(pattern -> PackageMatcher.of(pattern).matches(name));
    }

    static boolean contain(JavaClass type, String... patterns) {
        return contain(type, Arrays.asList(patterns));
    }

    /** The types in packages of one of the patterns. */
    static DescribedPredicate<JavaClass> in(Collection<String> patterns) {
        return DescribedPredicate.describe(
                "lie in " + String.join(", ", patterns), (JavaClass type) -> contain(type, patterns));
    }
}
