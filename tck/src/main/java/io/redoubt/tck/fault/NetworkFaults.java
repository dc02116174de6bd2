package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.server.ProxiedServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Factory for simulated failures of the network between client and server, such as lost replies. */
final class NetworkFaults {

    /** Long enough that some call is always in progress, and far below the deadline. */
    private static final Duration A_WHILE = Duration.ofMillis(10);

    private NetworkFaults() {}

    static FaultBuilder refuse() {
        return FaultBuilder.of("connection refused", (deployment, target) -> {
                    target.proxy().refuse();
                    target.proxy().resetAll();
                })
                .always(CallOutcome.UNREACHABLE)
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY)
                .expectedEvents(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .trackingLost();
    }

    static FaultBuilder blackHole() {
        return noReplies(FaultBuilder.of(
                "black hole", (deployment, target) -> target.proxy().faults().blackHole()));
    }

    static FaultBuilder droppedReplies() {
        return noReplies(FaultBuilder.of(
                "replies dropped",
                (deployment, target) -> target.proxy().faults().dropReplies()));
    }

    /** Adds the effects that an unresponsive server has, whatever the reason. */
    static FaultBuilder noReplies(FaultBuilder fault) {
        return fault.always(CallOutcome.TIMEOUT, CallOutcome.UNREACHABLE)
                .sometimes(
                        CallOutcome.TIMEOUT_BEFORE_SEND,
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY)
                .expectedEvents(BreakerOpened.class, Reconnecting.class, BreakerClosed.class)
                .trackingLost();
    }

    static FaultBuilder slow() {
        return FaultBuilder.of(
                        "replies later than the deadline",
                        (deployment, target) -> target.proxy()
                                .faults()
                                .delay(
                                        Duration.ZERO,
                                        CallerTask.DEADLINE.multipliedBy(3).dividedBy(2)))
                .always(CallOutcome.TIMEOUT)
                .sometimes(
                        CallOutcome.UNREACHABLE,
                        CallOutcome.TIMEOUT_BEFORE_SEND,
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY);
    }

    static FaultBuilder slowWrite() {
        return FaultBuilder.of(
                        "nobody reads what is sent (8 MiB requests)",
                        (deployment, target) -> target.proxy().faults().stopReading())
                .always(CallOutcome.TIMEOUT, CallOutcome.UNREACHABLE)
                .sometimes(
                        CallOutcome.TIMEOUT_BEFORE_SEND,
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.OVERLOADED)
                .expectedEvents(BreakerOpened.class, Reconnecting.class, BreakerClosed.class)
                .extraCallers(3, CallType.LARGE_READ);
    }

    static FaultBuilder resetMidReply() {
        return connectionsLost(FaultBuilder.of("reset in the middle of a reply", (deployment, target) -> {
            slowDown(target);
            target.proxy().faults(AffectedConnections.EXISTING).resetAfter(3);
        }));
    }

    static FaultBuilder halfClosed() {
        return connectionsLost(FaultBuilder.of("half-closed connection", (deployment, target) -> {
            slowDown(target);
            target.proxy().halfCloseAll();
        }));
    }

    /** Adds the effects of connections that are lost repeatedly and can be opened again. */
    static FaultBuilder connectionsLost(FaultBuilder fault) {
        return fault.repeatEvery(Duration.ofMillis(150))
                .always(CallOutcome.CONNECTION_LOST)
                .sometimes(
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.UNREACHABLE,
                        CallOutcome.TIMEOUT,
                        CallOutcome.TIMEOUT_BEFORE_SEND)
                .expectedEvents(Disconnected.class, Connected.class)
                .trackingLost()
                // With additional callers, some call that must not be repeated is always in progress.
                .extraCallers(2, CallType.INCREMENT);
    }

    /**
     * Delays replies so little that callers are not affected, but enough for calls to be in progress when this
     * method returns.
     */
    static void slowDown(ProxiedServer target) {
        target.proxy().faults().delay(A_WHILE);
        LockSupport.parkNanos(3 * A_WHILE.toNanos());
    }
}
