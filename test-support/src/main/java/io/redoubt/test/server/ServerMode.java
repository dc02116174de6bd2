package io.redoubt.test.server;

import io.redoubt.test.net.ReservedLoopbackPort;
import java.util.List;

/** Mode in which a server binary is started: standalone, cluster node or sentinel. */
enum ServerMode {
    STANDALONE,
    CLUSTER_NODE,
    SENTINEL;

    ReservedLoopbackPort takePort() {
        return this == CLUSTER_NODE ? ReservedLoopbackPort.takeWithBus() : ReservedLoopbackPort.take();
    }

    List<String> arguments() {
        return this == SENTINEL ? List.of("--sentinel") : List.of();
    }
}
