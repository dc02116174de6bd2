package io.redoubt.examples;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

// For a program that waits for what does not come; an interrupt would not end it.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
final class PatternsTest {

    private static final List<Program> PROGRAMS = List.of(
            new Program("ArenaLeaderboard", ArenaLeaderboard::run, """
            player-3: 130.0
            top: [RankedMember[rank=1, member=player-3, score=130.0], RankedMember[rank=2, member=player-10, score=100.0]]
            player-5: RankedMember[rank=7, member=player-5, score=50.0]
            around player-5: [RankedMember[rank=6, member=player-6, score=60.0], RankedMember[rank=7, member=player-5, score=50.0], RankedMember[rank=8, member=player-4, score=40.0]]
            """),
            new Program("CacheAside", CacheAside::run, """
            42 -> Profile[name=Ada, level=17]
            42 -> Profile[name=Ada, level=17]
            nobody -> null
            nobody -> null
            queries: 2
            """),
            new Program("HotKeysReport", HotKeysReport::run, """
            read most: 8, dearest to load: 7
            """),
            new Program("NearCache", NearCache::run, """
            17 gold, NEAR
            12 gold
            """),
            new Program("RefreshAhead", RefreshAhead::run, """
            reads that waited for a load: 1
            9 gold, STALE
            a moment later: 17 gold
            """),
            new Program("StaleOnError", StaleOnError::run, """
            17 gold, STALE
            Miss
            """),
            new Program("TagInvalidation", TagInvalidation::run, """
            42 -> Miss
            43 -> Miss
            44 -> Hit
            """),
            new Program("WarmupOnStart", WarmupOnStart::run, """
            warmed: 1000
            999 -> zone 999
            """),
            new Program("WorldChat", WorldChat::run, """
            Ada: anyone up for the arena?
            Eve: me
            in the history: 1
            """),
            new Program("WriteBehindQueue", WriteBehindQueue::run, """
            read -> Profile[name=Ada, level=30]
            database -> Profile[name=Ada, level=30]
            """),
            new Program("WriteThroughCache", WriteThroughCache::run, """
            42 -> Profile[name=Ada, level=18]
            not written: java.lang.IllegalArgumentException: level -1
            still 42 -> Profile[name=Ada, level=18]
            43 -> null
            queries: 2
            """));

    @ParameterizedTest
    @FieldSource("PROGRAMS")
    @DisplayName("Each pattern does in this process and on a server what its example says")
    void pattern(Program program) {
        // At the same time, since most of what they do is to wait.
        CompletableFuture<String> embedded = CompletableFuture.supplyAsync(() -> program.outputOn(Redoubt.embedded()));
        assertThat(program.outputOn(onServer())).isEqualTo(program.output());
        assertThat(embedded.join()).isEqualTo(program.output());
    }

    @Test
    @DisplayName("Each program is here, but for the tour, which has a test of its own")
    void all() throws IOException {
        Set<String> here = Stream.concat(
                        Stream.of("FeatureTour"), PROGRAMS.stream().map(Program::name))
                .collect(toSet());
        assertThat(here).isEqualTo(Sources.programs());
    }

    private static Redoubt onServer() {
        RedisServer server = RedisServers.shared();
        return Redoubt.connect(RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        // The first call loads the classes of its driver, perhaps on a busy machine.
                        .commandTimeout(Duration.ofSeconds(30))
                        .connectTimeout(Duration.ofSeconds(30))
                        .build())
                .driver("lettuce")
                .rateLimitTimeout(Duration.ofSeconds(30))
                .keyPrefix("patterns")
                .build());
    }

    /** @param output what it prints, wherever it runs */
    private record Program(String name, BiConsumer<Redoubt, PrintStream> run, String output) {

        String outputOn(Redoubt redoubt) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (redoubt;
                    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
                run.accept(redoubt, out);
            }
            return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
