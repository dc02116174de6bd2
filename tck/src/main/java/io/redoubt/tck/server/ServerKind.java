package io.redoubt.tck.server;

import java.util.List;

/** What a server binary is started as. */
enum ServerKind {
    STANDALONE,
    CLUSTER_NODE,
    SENTINEL;

    int freePort() {
        return this == CLUSTER_NODE ? LoopbackPorts.freeWithBus() : LoopbackPorts.free();
    }

    List<String> arguments() {
        return this == SENTINEL ? List.of("--sentinel") : List.of();
    }
}
