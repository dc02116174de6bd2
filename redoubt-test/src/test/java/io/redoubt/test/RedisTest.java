package io.redoubt.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.redis.RedisSettings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@RedoubtTest(backend = TestBackend.REDIS)
@DisplayName("On a real server")
final class RedisTest {

    private static final Ttl TTL = Ttl.of(Duration.ofMinutes(1));

    @RepeatedTest(2)
    @DisplayName("each test begins empty")
    void empty(Redoubt redoubt, RedoubtSettings settings) {
        assertThat(redoubt.cache().get("key", String.class)).isEmpty();
        redoubt.cache().set("key", "value", TTL);
        try (Redoubt other = Redoubt.connect(settings)) {
            assertThat(other.cache().get("key", String.class)).contains("value");
        }
    }

    @Test
    @DisplayName("calls fail while it is down, and succeed as soon as it is up")
    void down(Redoubt redoubt, RedisFaults faults) {
        redoubt.cache().set("key", "value", TTL);
        faults.down();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> redoubt.cache().get("key", String.class));
        assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.DOWN);
        faults.up();
        assertThat(redoubt.cache().get("key", String.class)).contains("value");
    }

    @Test
    @DisplayName("calls fail at the command timeout while it is too slow")
    void slow() {
        RedisSettings impatient =
                RedisSettings.builder().commandTimeout(Duration.ofMillis(300)).build();
        try (TestRedoubt test = TestRedoubt.onRedis(settings -> settings.redis(impatient))) {
            test.faults().slow(Duration.ofMinutes(1));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> test.redoubt().cache().exists("key"));
            test.faults().up();
        }
    }

    @Test
    @DisplayName("the application's key prefix and limits apply")
    void settings() {
        try (TestRedoubt test = TestRedoubt.onRedis(settings -> settings.keyPrefix("game:eu"))) {
            assertThat(test.settings().keyPrefix()).startsWith("test-").endsWith(":game:eu:");
        }
    }

    @Test
    @DisplayName("there is no clock to move, and the exception says so")
    void clock(TestRedoubt test) {
        assertThatIllegalStateException()
                .isThrownBy(test::clock)
                .withMessageContainingAll("cannot be moved", "TestBackend.EMBEDDED");
    }

    @Test
    @DisplayName("only the Redoubt of the test is affected by its faults")
    void isolated(Redoubt redoubt, RedisFaults faults) {
        faults.down();
        try (TestRedoubt other = TestRedoubt.onRedis()) {
            other.redoubt().cache().set("key", "value", TTL);
            assertThat(other.redoubt().cache().get("key", String.class)).contains("value");
        }
    }
}
