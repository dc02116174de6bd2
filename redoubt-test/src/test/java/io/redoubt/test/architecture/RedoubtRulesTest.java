package io.redoubt.test.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The classes that keep and violate the rules are the application {@code shop}. */
@DisplayName("The rules for applications")
final class RedoubtRulesTest {

    private static final JavaClasses SHOP = new ClassFileImporter().importPackages("shop");
    private static final RedoubtRules RULES =
            RedoubtRules.configuredIn("shop.config..").permanentEntriesIn("shop.catalog..");

    @Test
    @DisplayName("pass an application that keeps them")
    void clean() {
        JavaClasses clean = new ClassFileImporter().importPackages("shop.clean", "shop.config", "shop.catalog");
        assertThat(clean.size()).isGreaterThanOrEqualTo(3);
        assertThatCode(() -> RULES.check(clean)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("report a driver outside the configuration")
    void driver() {
        fires(RULES.driversInConfiguration(), "shop.bad.UsesDriver", "Lettuce, Jedis", "Remedy: use io.redoubt.api");
        onlyIn(RULES.driversInConfiguration(), "shop.bad.UsesDriver");
    }

    @Test
    @DisplayName("report internal packages of Redoubt")
    void internals() {
        fires(
                RULES.publicApiOnly(),
                "shop.bad.UsesInternals",
                "io.redoubt.redis.core.KeyPrefix",
                "Remedy: use io.redoubt");
        onlyIn(RULES.publicApiOnly(), "shop.bad.UsesInternals");
    }

    @Test
    @DisplayName("report a Redoubt that is opened outside the configuration, also by a method reference")
    void opened() {
        fires(RULES.openedInConfiguration(), "shop.bad.OpensPerRequest.handle", "constructor parameter");
        fires(RULES.openedInConfiguration(), "shop.bad.OpensPerRequest.later", "has connections and threads");
        onlyIn(RULES.openedInConfiguration(), "shop.bad.OpensPerRequest");
    }

    @Test
    @DisplayName("report keys that are concatenated or formatted")
    void keys() {
        fires(
                RULES.keysFromTemplates(),
                "shop.bad.ConcatenatesKeys",
                "'user:{}:profile'",
                "Remedy: declare KeyTemplate");
        fires(RULES.keysFromTemplates(), "shop.bad.ConcatenatesKeys", "'cart:{}'", "KeyTemplate");
        fires(RULES.keysFromTemplates(), "shop.bad.ConcatenatesKeys", "'trade:{}:{}'", "KeyTemplate");
        onlyIn(RULES.keysFromTemplates(), "shop.bad.ConcatenatesKeys");
    }

    @Test
    @DisplayName("report permanent entries outside the allowed packages")
    void permanent() {
        fires(
                RULES.permanentEntriesAllowed(),
                "shop.bad.StoresForever",
                "shop.catalog",
                "Remedy: give the entry a time");
        onlyIn(RULES.permanentEntriesAllowed(), "shop.bad.StoresForever");
        RULES.permanentEntriesIn("shop.catalog..", "shop.bad.StoresForever")
                .permanentEntriesAllowed()
                .check(SHOP);
    }

    @Test
    @DisplayName("report blocking calls of channel handlers and of methods that return a publisher")
    void eventLoops() {
        fires(RULES.noBlockingOnEventLoops(), "shop.bad.BlocksHandler.channelRead", "CacheStore.exists", "async()");
        fires(RULES.noBlockingOnEventLoops(), "shop.bad.BlocksMono.session", "SessionStore.find", "Remedy");
        onlyIn(RULES.noBlockingOnEventLoops(), "shop.bad.BlocksHandler", "shop.bad.BlocksMono");
    }

    @Test
    @DisplayName("are all checked together")
    void all() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> RULES.check(SHOP))
                .withMessageContainingAll(
                        "Rule 'Redoubt: permanent entries are stored where it is allowed only",
                        "UsesDriver",
                        "UsesInternals",
                        "OpensPerRequest",
                        "ConcatenatesKeys",
                        "StoresForever",
                        "BlocksHandler",
                        "BlocksMono");
    }

    @Test
    @DisplayName("pass an application without classes of the kind that they are about")
    void empty() {
        assertThatCode(() -> RULES.check(new ClassFileImporter().importPackages("no.such.application")))
                .doesNotThrowAnyException();
    }

    /** Checks that the message of a violation names class, rule and remedy. */
    private static void fires(ArchRule rule, String... parts) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.check(SHOP))
                .withMessageContaining("Rule 'Redoubt: ")
                .withMessageContainingAll(parts);
    }

    /** Checks that each reported line names one of these classes. */
    private static void onlyIn(ArchRule rule, String... classes) {
        assertThat(rule.evaluate(SHOP).getFailureReport().getDetails())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(classes).anySatisfy(name -> assertThat(line).contains(name)));
    }
}
