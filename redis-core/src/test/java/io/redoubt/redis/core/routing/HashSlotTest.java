package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The slot of a key")
final class HashSlotTest {

    @ParameterizedTest
    @CsvSource({
        // The example of the CRC16 specification, and the replies of CLUSTER KEYSLOT of Redis 7.0.15.
        "123456789, 12739",
        "foo, 12182",
        "bar, 5061",
        "hello, 866",
        "{user1000}.following, 3443",
        "{user1000}.followers, 3443",
        "user1000, 3443",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015",
        "{bar, 4015",
        "foo{bar}{zap}, 5061",
        "foo{bar, 15278"
    })
    @DisplayName("is that of the server, hash tags included")
    void known(String key, int slot) {
        assertThat(HashSlot.of(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(slot);
    }

    @Test
    @DisplayName("is that of the server for empty and for binary keys")
    void binary() {
        assertThat(HashSlot.of(new byte[0])).isZero();
        assertThat(HashSlot.of(new byte[] {(byte) 0xFF, 0, (byte) 0x80})).isBetween(0, 16_383);
    }
}
