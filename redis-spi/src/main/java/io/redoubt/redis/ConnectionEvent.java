package io.redoubt.redis;

import java.time.Duration;
import java.util.List;

/** What happened to the connections. */
public sealed interface ConnectionEvent {

    /** A server is connected, for the first time or again. */
    record Connected(Node node) implements ConnectionEvent {}

    /** A server that was connected is not any more. */
    record Disconnected(Node node, String reason) implements ConnectionEvent {}

    /**
     * A server will be tried again.
     *
     * @param attempt the number of attempts since it was left alone, this one included
     */
    record Reconnecting(Node node, int attempt, Duration delay) implements ConnectionEvent {}

    /** A server is left alone: its callers fail at once. */
    record BreakerOpened(Node node, String reason) implements ConnectionEvent {}

    /** A server answers again, and gets its calls. */
    record BreakerClosed(Node node) implements ConnectionEvent {}

    /** A server did not come back within the attempts of the settings, and is not tried any more. */
    record GaveUp(Node node, int attempts) implements ConnectionEvent {}

    /** Another server has become the master that sentinels name. */
    record FailedOver(Node from, Node to) implements ConnectionEvent {}

    /** The masters of a cluster, or their slots, are others than before. */
    record TopologyChanged(List<Node> masters) implements ConnectionEvent {

        public TopologyChanged {
            masters = List.copyOf(masters);
        }
    }
}
