package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The slot of a key")
class HashSlotCalculatorTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "123456789, 12739",
        "'', 0",
        "foo, 12182",
        "größe, ",
        "{foo}bar, 12182",
        "x{foo}y{bar}, 12182",
        "{}foo, ",
        "foo{, ",
        "{{foo}}, ",
        "foo{}{bar}, ",
    })
    @DisplayName("is the server's, also with braces that are no tag")
    void slots(String key, Integer known) {
        long servers;
        try (RawRedis redis = RedisClusters.shared().members().get(0).raw()) {
            servers = redis.number("CLUSTER", "KEYSLOT", key);
        }
        assertThat(RedisCluster.slotOf(key)).isEqualTo((int) servers);
        if (known != null) {
            assertThat(known).isEqualTo((int) servers);
        }
    }
}
