package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topology of one server")
final class TopologyTest {

    private static final Node NODE = new Node("h", 1);

    @Test
    @DisplayName("is read from the INFO of Redis")
    void redis() {
        String info = "# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:00000000\r\nredis_mode:standalone\r\n";

        assertThat(Topology.standalone(NODE, info))
                .isEqualTo(new Topology(Topology.Mode.STANDALONE, List.of(NODE), "redis", "7.0.15"));
    }

    @Test
    @DisplayName("is read from the INFO of Valkey, which also names the Redis that it is compatible with")
    void valkey() {
        String info = "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\nvalkey_stage:ga\r\n";

        assertThat(Topology.standalone(NODE, info))
                .isEqualTo(new Topology(Topology.Mode.STANDALONE, List.of(NODE), "valkey", "8.1.1"));
    }

    @Test
    @DisplayName("takes no field for another that ends alike, and leaves the version empty where there is none")
    void other() {
        Topology topology = Topology.standalone(NODE, "my_redis_version:9\nredis_versions:8\nredis version:7\n");

        assertThat(topology.server()).isEqualTo("redis");
        assertThat(topology.version()).isEmpty();
    }
}
