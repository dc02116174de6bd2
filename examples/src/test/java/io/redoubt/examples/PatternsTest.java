package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PatternsTest {

    private static final Map<BiConsumer<Redoubt, PrintStream>, String> EXPECTED = Map.of(
            CacheAside::run,
            """
            42 -> Profile[name=Ada, level=17]
            42 -> Profile[name=Ada, level=17]
            nobody -> null
            nobody -> null
            queries: 2
            """,
            TagInvalidation::run,
            """
            1 -> Miss
            2 -> Miss
            3 -> Hit
            """,
            StaleOnError::run,
            """
            17 gold, STALE
            Miss
            """,
            WriteBehindQueue::run,
            """
            read -> Profile[name=Ada, level=30]
            database -> Profile[name=Ada, level=30]
            """,
            Warmup::run,
            """
            warmed: 1000
            999 -> zone 999
            """,
            ArenaLeaderboard::run,
            """
            top: [Standing[rank=1, member=player-3, score=130.0], Standing[rank=2, member=player-10, score=100.0]]
            around player-5: [Standing[rank=6, member=player-6, score=60.0], Standing[rank=7, member=player-5, score=50.0], Standing[rank=8, member=player-4, score=40.0]]
            """);

    static Stream<Map.Entry<BiConsumer<Redoubt, PrintStream>, String>> patterns() {
        return EXPECTED.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    @DisplayName("Each pattern does in this process and on a server what its example says")
    void pattern(Map.Entry<BiConsumer<Redoubt, PrintStream>, String> pattern) {
        assertThat(outputOn(Redoubt.embedded(), pattern.getKey())).isEqualTo(pattern.getValue());
        assertThat(outputOn(onServer(), pattern.getKey())).isEqualTo(pattern.getValue());
    }

    private static Redoubt onServer() {
        RedisServer server = RedisServers.shared();
        return Redoubt.connect(RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        // The first call loads the classes of its driver, perhaps on a busy machine.
                        .commandTimeout(Duration.ofSeconds(20))
                        .build())
                .driver("lettuce")
                .keyPrefix("patterns")
                .build());
    }

    private static String outputOn(Redoubt redoubt, BiConsumer<Redoubt, PrintStream> pattern) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (redoubt;
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            pattern.accept(redoubt, out);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
