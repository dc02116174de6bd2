package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the driver with a small direct memory of Netty that is shared with other code. */
@DisplayName("While direct memory runs out, every reply reaches its own caller or none")
class DirectMemoryTest {

    private static final int SECONDS = 20;

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {30_000, 4_000_000})
    @DisplayName("with values of up to so many bytes")
    void shared(int largest) {
        List<String> options = List.of("-Xmx512m", "-Dio.netty.maxDirectMemory=33554432");
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                ChildJvm jvm = ChildJvm.start(
                        options,
                        DirectMemoryPressure.class,
                        server.host(),
                        Integer.toString(server.port()),
                        Integer.toString(SECONDS),
                        Integer.toString(largest))) {
            String result = jvm.line();
            assertThat(jvm.awaitExit(60)).as(result).isZero();
        }
    }
}
