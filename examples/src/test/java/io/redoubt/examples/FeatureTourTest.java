package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeatureTourTest {

    @Test
    @DisplayName("The tour on the embedded default prints what it did and what came back")
    void embedded() {
        assertThat(outputOn(Redoubt.embedded()))
                .contains("get user:42:profile                  -> Profile[name=Ada, level=17]")
                .contains("setIfAbsent user:42:profile          -> false")
                .contains("getAll zone:7..9:data                -> {zone:7:data=a swamp, zone:8:data=a hill}")
                .contains("key of a hostile id                  -> user:42%3Aprofile%7Bx%7D:profile")
                .contains("add 41 to zone:7:kills               -> 42")
                .contains("queries of the database              -> 1")
                .contains("create for user-42, bind c-9, find   -> Optional[c-9]")
                .contains("rotate the id, find by the old one   -> false")
                .contains("5 more, of which 5 are allowed       -> 5 listed")
                .contains("chat and api, once more              -> false, decided by chat")
                .contains("trade:42:43 while it is held         -> not free")
                .contains("its fencing tokens increase          -> true")
                .contains("redoubt.health().check()             -> UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Its output on a server is the same")
    void onServer(String driver) {
        RedisServer server = RedisServers.shared();
        RedoubtSettings settings = RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        // The first call loads the classes of its driver, perhaps on a busy machine.
                        .commandTimeout(Duration.ofSeconds(30))
                        .connectTimeout(Duration.ofSeconds(30))
                        .build())
                .driver(driver)
                .rateLimitTimeout(Duration.ofSeconds(30))
                .keyPrefix("tour-" + driver)
                .build();
        assertThat(outputOn(Redoubt.connect(settings))).isEqualTo(outputOn(Redoubt.embedded()));
    }

    private static String outputOn(Redoubt redoubt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (redoubt;
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            new FeatureTour(redoubt, out).run();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
