package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A module depends on the JDK, itself and what its row allows;")
final class ModuleSightTest {

    private static final Fixture FIXTURE = Fixture.of("sight");

    @ParameterizedTest
    @EnumSource(Module.class)
    @DisplayName("this holds in production")
    void production(Module module) {
        Production.keeps(ModuleSight.of(module));
    }

    @ParameterizedTest
    @CsvSource({
        "API, ApiSeesLogging, org.slf4j.Logger",
        "SPI, SpiSeesApi, io.redoubt.api.Ttl",
        "CORE, CoreSeesLocal, io.redoubt.caffeine.LocalStore",
        "LOCAL, LocalSeesSpi, io.redoubt.redis.spi.Reply",
        "JSON, JsonSeesCore, io.redoubt.redis.core.KeyPrefix",
        "SESSION, SessionSeesCache, io.redoubt.cache.CacheStoreFactory",
        "RATELIMIT, RateLimitSeesLettuce, io.redoubt.lettuce.LettuceDriverProvider",
        "LOCK, LockSeesHealth, io.redoubt.health.HealthChecks",
        "TOPIC, TopicSeesSession, io.redoubt.session.SessionStoreFactory",
        "HEALTH, HealthSeesCore, io.redoubt.redis.core.CommandFilteringDriver",
        "LETTUCE, LettuceSeesCore, io.redoubt.redis.core.RedisOperations",
        "JEDIS, JedisSeesApi, io.redoubt.api.RedoubtException",
        "WEB, WebSeesCache, io.redoubt.cache.CacheSettings"
    })
    @DisplayName("this fires on the one class that sees more, and on no other")
    void fires(Module module, String culprit, String seen) {
        assertThat(FIXTURE.violationsOf(ModuleSight.of(module)))
                .singleElement()
                .asString()
                .contains("." + culprit + ".bad()")
                .contains("has return type <" + seen + ">");
    }

    @Test
    @DisplayName("this fires on each of two")
    void firesTwice() {
        assertThat(FIXTURE.violationsOf(ModuleSight.of(Module.CACHE)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("CacheSeesFrontDoor.bad()", "<io.redoubt.Redoubt>"),
                        line -> assertThat(line).contains("CacheSeesJson.bad()", "<io.redoubt.json.JsonCodec>"));
    }

    @Test
    @DisplayName("this fires on what is internal to a module that may be seen")
    void firesOnInternal() {
        assertThat(FIXTURE.violationsOf(ModuleSight.of(Module.FRONT_DOOR)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .contains("FrontDoorSeesJedis.bad()", "<io.redoubt.jedis.JedisDriverProvider>"),
                        line -> assertThat(line)
                                .contains(
                                        "FrontDoorSeesInternal.bad()",
                                        "<io.redoubt.cache.internal.region.DefaultRegionFactory>"));
    }

    @Test
    @DisplayName("its message says what is allowed, and where that stands")
    void message() {
        assertThat(FIXTURE.messageOf(ModuleSight.of(Module.API)))
                .contains(
                        "classes that reside in any package ['..io.redoubt.api..'] should only depend on classes that")
                .contains("belong to the JDK or lie in org.jspecify.., ..io.redoubt.api..")
                .contains("because DESIGN.md, section 1, says who sees whom");
    }
}
