package io.redoubt.test.proxy;

import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Meter that runs a block of code and counts the Redis commands and round trips that pass through proxies meanwhile.
 */
record TrafficMeter(List<FaultInjectingRelay> relays) {

    private static final Duration MAX_WAIT_BEFORE = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT_AFTER = Duration.ofSeconds(20);

    static TrafficMeter through(Collection<FaultInjectingRelay> relays) {
        return new TrafficMeter(List.copyOf(relays));
    }

    <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        relays.forEach(FaultInjectingRelay::beginMeasuring);
        try {
            ConnectionIdleWaiter.await(this::clientConnections, MAX_WAIT_BEFORE, Set.of());
            Map<ProxiedConnection, TrafficCounts> before = counts();
            // A blocking read of another connection would not be answered in time, and does not belong to this
            // block.
            Set<ProxiedConnection> alreadyWaiting = clientConnections().stream()
                    .filter(connection -> connection.counter().hasOutstanding())
                    .collect(Collectors.toSet());
            block.run();
            ConnectionIdleWaiter.await(this::clientConnections, MAX_WAIT_AFTER, alreadyWaiting);
            return counts().entrySet().stream()
                    .map(now -> now.getValue().since(before.getOrDefault(now.getKey(), TrafficCounts.NONE)))
                    .reduce(TrafficCounts.NONE, TrafficCounts::plus);
        } finally {
            relays.forEach(FaultInjectingRelay::endMeasuring);
        }
    }

    private List<ProxiedConnection> clientConnections() {
        return relays.stream()
                .flatMap(relay -> relay.visibleConnections().stream())
                .filter(connection -> connection.peerKind() == PeerKind.CLIENT)
                .toList();
    }

    private Map<ProxiedConnection, TrafficCounts> counts() {
        Map<ProxiedConnection, TrafficCounts> counts = new HashMap<>();
        clientConnections()
                .forEach(connection ->
                        counts.put(connection, connection.counter().counts()));
        return counts;
    }
}
