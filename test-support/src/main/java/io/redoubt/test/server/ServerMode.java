package io.redoubt.test.server;

import io.redoubt.test.net.LoopbackPort;
import java.util.List;

/** Mode in which a server binary is started: standalone, cluster node or sentinel. */
enum ServerMode {
    STANDALONE,
    CLUSTER_NODE,
    SENTINEL;

    LoopbackPort takePort() {
        return this == CLUSTER_NODE ? LoopbackPort.takeWithBus() : LoopbackPort.take();
    }

    List<String> arguments() {
        return this == SENTINEL ? List.of("--sentinel") : List.of();
    }
}
