package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.RedisSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
final class RedoubtSettingsTest {

    @Test
    @DisplayName("name a server by its URL or with all its settings")
    void server() {
        RedisSettings redis = RedisSettings.of("h", 1);

        assertThat(RedoubtSettings.builder().url("redis://h:1").build().redis()).isEqualTo(redis);
        assertThat(RedoubtSettings.builder().redis(redis).build().redis()).isSameAs(redis);
    }

    @Test
    @DisplayName("refuse a wrong URL without showing its password")
    void wrongUrl() {
        assertThatThrownBy(() -> RedoubtSettings.builder().url("redis://:s3cr3t@h:0"))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://***@h:0")
                .hasMessageNotContaining("s3cr3t")
                .rootCause()
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    @DisplayName("add the colon to a prefix, and refuse one that is none")
    void prefix() {
        assertThat(RedoubtSettings.builder().keyPrefix("a").build().keyPrefix()).isEqualTo("a:");
        assertThatThrownBy(() -> RedoubtSettings.builder().keyPrefix("a b").build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bad key prefix 'a b");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (64 << 20) + 1, Integer.MAX_VALUE})
    @DisplayName("refuse a largest value that is not from 1 byte to 64 MiB")
    void maxValueBytes(int bytes) {
        assertThatThrownBy(() -> RedoubtSettings.builder()
                        .maxValueBytes(bytes)
                        .embeddedMaxBytes(Long.MAX_VALUE)
                        .build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maxValueBytes must be between 1 and 67108864: " + bytes);
    }

    @Test
    @DisplayName("refuse to keep less in this process than one value of the largest size and its key")
    void embeddedMaxBytes() {
        RedoubtSettings.Builder builder = RedoubtSettings.builder().maxValueBytes(1000);

        assertThat(builder.embeddedMaxBytes(5096).build().embeddedMaxBytes()).isEqualTo(5096);
        assertThatThrownBy(() -> builder.embeddedMaxBytes(5095).build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("embeddedMaxBytes")
                .hasMessageContaining("5095");
    }

    @Test
    @DisplayName("with a server are not for the embedded Redoubt, and without one not for a connected one")
    void mismatch() {
        RedoubtSettings server =
                RedoubtSettings.builder().url("redis://:s3cr3t@h").build();
        RedoubtSettings none = RedoubtSettings.builder().build();

        assertThatThrownBy(() -> Redoubt.embedded(server))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://:***@h:6379/0")
                .hasMessageContaining("Redoubt.connect(settings)")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> Redoubt.connect(none))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Redoubt.embedded()");
    }
}
