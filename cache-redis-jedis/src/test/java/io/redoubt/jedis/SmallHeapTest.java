package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("In a JVM whose memory runs out again and again")
final class SmallHeapTest {

    private static final long CALLS = Long.getLong("calls", 200_000);

    @Tag("slow")
    @Test
    @DisplayName("each of 200,000 calls gets its own reply or fails, none hangs, and all goes on afterwards")
    void ownReplies() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            for (int key = 0; key < SmallHeapLoad.KEYS; key++) {
                raw.call("SET", "k" + key, "k" + key + ":" + "v".repeat(SmallHeapLoad.size(key)));
            }
            String port = String.valueOf(server.port());
            String calls = String.valueOf(CALLS);
            try (ChildJvm child = ChildJvm.start(List.of("-Xmx48m"), SmallHeapLoad.class, server.host(), port, calls)) {
                List<Long> figures =
                        Stream.of(child.line().split(" ")).map(Long::valueOf).toList();
                assertThat(figures.get(0)).as("answered").isGreaterThan(CALLS / 20);
                assertThat(figures.get(1)).as("answered wrongly").isZero();
                assertThat(figures.get(2)).as("failed").isPositive();
                assertThat(figures.get(3)).as("hung until their deadline").isZero();
                assertThat(figures.get(4)).as("still pending").isZero();
                assertThat(child.awaitExit(10)).isZero();
            }
        }
    }
}
