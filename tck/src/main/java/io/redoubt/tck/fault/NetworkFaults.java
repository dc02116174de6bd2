package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.tck.proxy.Reach;
import io.redoubt.tck.server.ProxiedServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What happens between a client and a server. */
final class NetworkFaults {

    /** Long enough that some call is always on its way, and far from the deadline. */
    private static final Duration A_WHILE = Duration.ofMillis(10);

    private NetworkFaults() {}

    static FaultBuilder refuse() {
        return FaultBuilder.of("connection refused", (site, struck) -> {
                    struck.proxy().refuse();
                    struck.proxy().resetAll();
                })
                .always(Symptom.UNREACHABLE)
                .sometimes(Symptom.LOST, Symptom.LOST_BEFORE, Symptom.NOT_REACHED_AGAIN)
                .hears(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .linkLost();
    }

    static FaultBuilder blackHole() {
        return silent(FaultBuilder.of(
                "black hole", (site, struck) -> struck.proxy().faults().blackHole()));
    }

    static FaultBuilder droppedReplies() {
        return silent(FaultBuilder.of(
                "replies dropped", (site, struck) -> struck.proxy().faults().dropReplies()));
    }

    /** What it is like when a server does not answer, whatever the reason. */
    static FaultBuilder silent(FaultBuilder fault) {
        return fault.always(Symptom.TIMEOUT, Symptom.UNREACHABLE)
                .sometimes(Symptom.NOT_SENT, Symptom.LOST, Symptom.LOST_BEFORE, Symptom.NOT_REACHED_AGAIN)
                .hears(BreakerOpened.class, Reconnecting.class, BreakerClosed.class)
                .linkLost();
    }

    static FaultBuilder slow() {
        return FaultBuilder.of(
                        "replies later than the deadline",
                        (site, struck) -> struck.proxy()
                                .faults()
                                .delay(
                                        Duration.ZERO,
                                        Caller.DEADLINE.multipliedBy(3).dividedBy(2)))
                .always(Symptom.TIMEOUT)
                .sometimes(
                        Symptom.UNREACHABLE,
                        Symptom.NOT_SENT,
                        Symptom.LOST,
                        Symptom.LOST_BEFORE,
                        Symptom.NOT_REACHED_AGAIN);
    }

    static FaultBuilder slowWrite() {
        return FaultBuilder.of(
                        "nobody reads what is sent (8 MiB requests)",
                        (site, struck) -> struck.proxy().faults().stopReading())
                .always(Symptom.TIMEOUT, Symptom.UNREACHABLE)
                .sometimes(
                        Symptom.NOT_SENT,
                        Symptom.LOST,
                        Symptom.LOST_BEFORE,
                        Symptom.NOT_REACHED_AGAIN,
                        Symptom.OVERLOADED)
                .hears(BreakerOpened.class, Reconnecting.class, BreakerClosed.class)
                .crowd(3, Sort.LARGE);
    }

    static FaultBuilder resetMidReply() {
        return cut(FaultBuilder.of("reset in the middle of a reply", (site, struck) -> {
            slowDown(struck);
            struck.proxy().faults(Reach.EXISTING).resetAfter(3);
        }));
    }

    static FaultBuilder halfClosed() {
        return cut(FaultBuilder.of("half-closed connection", (site, struck) -> {
            slowDown(struck);
            struck.proxy().halfCloseAll();
        }));
    }

    /** What it is like when connections are lost again and again, and can be made anew. */
    static FaultBuilder cut(FaultBuilder fault) {
        return fault.again(Duration.ofMillis(150))
                .always(Symptom.LOST)
                .sometimes(
                        Symptom.LOST_BEFORE,
                        Symptom.NOT_REACHED_AGAIN,
                        Symptom.UNREACHABLE,
                        Symptom.TIMEOUT,
                        Symptom.NOT_SENT)
                .hears(Disconnected.class, Connected.class)
                .linkLost()
                // So that a call is always on its way that must not be repeated.
                .crowd(2, Sort.INCREMENT);
    }

    /** So little that nobody notices, but enough for calls to be on their way when this returns. */
    static void slowDown(ProxiedServer struck) {
        struck.proxy().faults().delay(A_WHILE);
        LockSupport.parkNanos(3 * A_WHILE.toNanos());
    }
}
