package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.spi.NodeStatistics;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** Set of counters for one driver, such as calls, lost connections and topology changes. Thread-safe, without locks. */
final class DriverCounters {

    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder redirects = new LongAdder();
    final LongAdder connected = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder reconnectAttempts = new LongAdder();
    final LongAdder breakerOpened = new LongAdder();
    final LongAdder topologyChanges = new LongAdder();

    /** Returns the current counts, together with the sums of the given per-node figures. */
    ConnectionStatistics snapshot(Collection<NodeStatistics> loads) {
        return new ConnectionStatistics(
                calls.sum(),
                failures.sum(),
                rejected.sum(),
                repeated.sum(),
                redirects.sum(),
                connected.sum(),
                lost.sum(),
                reconnectAttempts.sum(),
                breakerOpened.sum(),
                topologyChanges.sum(),
                loads.stream().mapToInt(NodeStatistics::connections).sum(),
                loads.stream().mapToInt(NodeStatistics::inFlight).sum(),
                loads.stream().mapToInt(NodeStatistics::waiting).sum());
    }
}
