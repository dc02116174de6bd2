package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.FailedOver;
import io.redoubt.redis.ConnectionEvent.GaveUp;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.redis.ConnectionEvent.TopologyChanged;
import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.tck.log.CapturedLog;
import java.util.List;

/** Check that a driver's statistics, events and log agree with the results that callers got during a fault test. */
record DriverTelemetryCheck(RecordingConnectionListener events, ConnectionStatistics statistics) {

    void check(Fault fault, CallLog callLog, CapturedLog.Excerpt log, List<String> addresses, List<String> problems) {
        same("calls", callLog.calls.sum(), statistics.calls(), problems);
        same("failures", callLog.failures.sum(), statistics.failures(), problems);
        same("breakerOpened", events.count(BreakerOpened.class), statistics.breakerOpened(), problems);
        same("inFlight at the end", 0, statistics.inFlight(), problems);
        same("waiting at the end", 0, statistics.waiting(), problems);
        atMost("Connected events", statistics.connected(), events.count(Connected.class), problems);
        atMost("Disconnected events", statistics.lost(), events.count(Disconnected.class), problems);
        atMost("reconnectAttempts", events.count(Reconnecting.class), statistics.reconnectAttempts(), problems);
        atMost(
                "topologyChanges",
                events.count(FailedOver.class) + events.count(TopologyChanged.class),
                statistics.topologyChanges(),
                problems);
        if (fault.expectedEvents().contains(FailedOver.class)) {
            same("topologyChanges", events.count(FailedOver.class), statistics.topologyChanges(), problems);
        }
        logged("INFO", log, addresses, problems, Connected.class, BreakerClosed.class, TopologyChanged.class);
        logged("WARN", log, addresses, problems, Disconnected.class, BreakerOpened.class, FailedOver.class);
        logged("DEBUG", log, addresses, problems, Reconnecting.class);
        logged("ERROR", log, addresses, problems, GaveUp.class);
    }

    @SafeVarargs
    private void logged(
            String level,
            CapturedLog.Excerpt log,
            List<String> addresses,
            List<String> problems,
            Class<? extends ConnectionEvent>... types) {
        long expected = 0;
        for (Class<? extends ConnectionEvent> type : types) {
            expected += events.all().stream()
                    .filter(type::isInstance)
                    .filter(event -> addresses.stream().anyMatch(address -> mentions(event, address)))
                    .count();
        }
        same("lines logged at " + level, expected, log.count(level, addresses), problems);
    }

    /** The log shows an address as host:port; an event contains a record with both. */
    private static boolean mentions(ConnectionEvent event, String address) {
        return event.toString().contains(address);
    }

    private static void same(String what, long expected, long actual, List<String> problems) {
        if (expected != actual) {
            problems.add(what + ": " + actual + " instead of " + expected);
        }
    }

    private static void atMost(String what, long most, long actual, List<String> problems) {
        if (actual > most) {
            problems.add(what + ": " + actual + ", more than " + most);
        }
    }
}
