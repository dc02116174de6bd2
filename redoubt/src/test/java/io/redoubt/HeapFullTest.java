package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of all features in a JVM whose memory is taken for a while. */
@Tag("slow")
@Timeout(300)
@DisplayName("After 1.5 s without memory")
final class HeapFullTest {

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("all goes on: locks, write-behind, invalidations, near caches, deadlines, reads")
    void goesOn(String backend) throws InterruptedException {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                ChildJvm child = ChildJvm.start(
                        List.of("-Xmx64m"),
                        HeapFullLoad.class,
                        backend,
                        server.host(),
                        String.valueOf(server.port()))) {
            assertThat(child.line()).isEqualTo(HeapFullLoad.REFUSE_REMOVALS);
            raw.call("ACL", "SETUSER", "default", "-unlink");
            child.send("");
            assertThat(child.line()).isEqualTo(HeapFullLoad.ABOUT_TO_BE_FULL);
            TimeUnit.SECONDS.sleep(1); // so that the invalidation is repeated while there is no memory, or after that
            raw.call("ACL", "SETUSER", "default", "+unlink");
            assertThat(child.line()).isEqualTo(HeapFullLoad.ALL_GOES_ON);
            assertThat(child.awaitExit(30)).isZero();
        }
    }
}
