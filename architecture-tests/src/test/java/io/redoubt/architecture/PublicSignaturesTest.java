package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Public signatures mention JDK, api, spi and their own module;")
final class PublicSignaturesTest {

    private static final String CACHE = "bad.signatures.io.redoubt.cache.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(PublicSignatures.rule());
    }

    @Test
    @DisplayName("this fires on every place of a signature, and on nothing that is hidden or excepted")
    void fires() {
        assertThat(Fixture.of("signatures").violationsOf(PublicSignatures.rule()))
                .containsExactlyInAnyOrder(
                        "the header of " + CACHE + "Parent mentions org.slf4j.Logger",
                        "the header of " + CACHE + "Leaks mentions org.slf4j.LoggerFactory",
                        CACHE + "Leaks.field mentions io.redoubt.redis.core.KeyPrefix",
                        CACHE + "Leaks.<init>(io.redoubt.redis.core.RedisOperations)"
                                + " mentions io.redoubt.redis.core.RedisOperations",
                        CACHE + "Leaks.result() mentions io.redoubt.redis.core.OperationDescription",
                        CACHE + "Leaks.thrown() mentions bad.signatures.io.redoubt.session.MarkerException",
                        CACHE + "Leaks.bound() mentions io.redoubt.redis.core.KeySpace",
                        CACHE + "Leaks.inside() mentions " + CACHE + "internal.Inside",
                        CACHE + "Leaks.array() mentions io.redoubt.redis.core.KeyKind");
    }
}
