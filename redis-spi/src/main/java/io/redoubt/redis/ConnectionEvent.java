package io.redoubt.redis;

import java.time.Duration;
import java.util.List;

/** Event that concerns the connections to Redis, such as a lost connection or a failover. */
public sealed interface ConnectionEvent {

    /** The first connection to a server was established, at the start or after a loss. */
    record Connected(Node node) implements ConnectionEvent {}

    /** The last connection to a server was lost. */
    record Disconnected(Node node, String reason) implements ConnectionEvent {}

    /**
     * The next attempt to reach a server will be made after a delay.
     *
     * @param attempt the number of attempts since the circuit breaker opened, including this one
     */
    record Reconnecting(Node node, int attempt, Duration delay) implements ConnectionEvent {}

    /** The circuit breaker of a server has opened: calls to the server fail at once. */
    record BreakerOpened(Node node, String reason) implements ConnectionEvent {}

    /** The circuit breaker of a server has closed: the server answers again and receives calls. */
    record BreakerClosed(Node node) implements ConnectionEvent {}

    /** A server has not recovered within the maximum number of attempts and is not tried any more. */
    record GaveUp(Node node, int attempts) implements ConnectionEvent {}

    /** The sentinels report another server as the master. */
    record FailedOver(Node from, Node to) implements ConnectionEvent {}

    /** The masters of a cluster, or the slots that they own, have changed. */
    record TopologyChanged(List<Node> masters) implements ConnectionEvent {

        public TopologyChanged {
            masters = List.copyOf(masters);
        }
    }
}
