package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Foreign libraries, each at home in one module, so that to replace one is to replace one module. */
enum Libraries {
    LETTUCE(Packages.LETTUCE, "io.lettuce..", "io.netty..", "reactor.."),
    JEDIS(Packages.JEDIS, "redis.clients..", "org.apache.commons.pool2.."),
    JACKSON(Packages.JSON, "tools.jackson..", "com.fasterxml.."),
    SERVLET(Packages.WEB, "..jakarta.servlet.."),
    CAFFEINE(Packages.LOCAL, "com.github.benmanes..");

    private final String home;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> packages;

    Libraries(String home, String... packages) {
        this.home = home;
        this.packages = List.of(packages);
    }

    /** That nobody uses it outside its home. */
    ArchRule rule() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat(Packages.in(packages))
                .because("its home is " + home);
    }
}
