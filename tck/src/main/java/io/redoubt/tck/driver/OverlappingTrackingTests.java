package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Contract tests for two listeners that want to be notified of changes to the same keys. Servers refuse overlapping
 * prefixes on one connection.
 */
abstract class OverlappingTrackingTests extends DriverTestBase {

    private static final String KEY = "app:near:1";

    private RawRedis raw;
    private RedisDriver driver;

    @BeforeEach
    final void begin() {
        RedisServer server = server(ServerOptions.defaults());
        raw = raw(server);
        driver = driver(server);
    }

    @ParameterizedTest
    @CsvSource({"app:, app:near:", "app:near:, app:", "app:near:, app:near:"})
    @DisplayName("share one prefix on the server and both receive invalidations, and one continues if the other closes")
    void oneCloses(String firstPrefix, String secondPrefix) {
        RecordingTrackingListener first = new RecordingTrackingListener();
        RecordingTrackingListener second = new RecordingTrackingListener();
        TrackingSubscription ends = driver.track(List.of(bytes(firstPrefix)), first, LONG_TIMEOUT);
        TrackingSubscription goesOn = driver.track(List.of(bytes(secondPrefix)), second, LONG_TIMEOUT);
        eventually().untilAsserted(() -> assertThat(tracked()).isEqualTo("1 clients, 1 prefixes"));
        // A connection for more keys replaces the first one, which may have received more than it has passed on.
        eventually().until(() -> ends.armed() && goesOn.armed());
        int gaps = second.gaps.get();

        raw.text("SET", KEY, "one");
        eventually().untilAsserted(() -> {
            assertThat(first.keys).containsExactly(KEY);
            assertThat(second.keys).containsExactly(KEY);
        });
        ends.close();
        assertThat(ends.armed()).isFalse();
        assertThat(goesOn.armed()).isTrue();
        raw.text("SET", KEY, "two");
        eventually().untilAsserted(() -> assertThat(second.keys).containsExactly(KEY, KEY));
        assertThat(first.keys).containsExactly(KEY);
        assertThat(second.gaps).as("that another one closes is no gap").hasValue(gaps);

        goesOn.close();
        eventually().untilAsserted(() -> assertThat(tracked()).isEqualTo("0 clients, 0 prefixes"));
    }

    private String tracked() {
        return info("clients", "tracking_clients") + " clients, " + info("stats", "tracking_total_prefixes")
                + " prefixes";
    }

    private String info(String section, String field) {
        return raw.text("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
