package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.Set;

/** Factory for failures of a Redis server, such as a crash or a pause, that the fault tests cause. */
final class ServerFaults {

    /** Commands that a server accepts while it loads its data. */
    private static final Set<String> ALLOWED_WHILE_LOADING =
            Set.of("AUTH", "HELLO", "CLIENT", "SELECT", "SUBSCRIBE", "REPLCONF", "INFO");

    private static final Set<String> CALLER_COMMANDS = Set.of("HINCRBY", "HMGET", "EVALSHA", "EVAL");

    private ServerFaults() {}

    static FaultBuilder suspended() {
        return NetworkFaults.noReplies(FaultBuilder.of("SIGSTOP", (deployment, target) -> target.suspend()))
                .heal((deployment, target) -> target.resume());
    }

    static FaultBuilder paused(Duration time) {
        return NetworkFaults.noReplies(FaultBuilder.of(
                        "CLIENT PAUSE",
                        (deployment, target) -> send(target, "CLIENT", "PAUSE", String.valueOf(time.toMillis()))))
                .heal((deployment, target) -> {
                    // The pause ends by itself.
                });
    }

    static FaultBuilder killedKeeping() {
        return killed("kill -9, restart with data").server(ServerOptions::persistent);
    }

    static FaultBuilder killedForgetting() {
        return killed("kill -9, restart empty").data(Fault.StoredData.LOST);
    }

    private static FaultBuilder killed(String name) {
        return FaultBuilder.of(name, (deployment, target) -> target.kill())
                .heal((deployment, target) -> target.restart())
                .always(CallOutcome.UNREACHABLE)
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.errorReply("LOADING"))
                .expectedEvents(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .trackingLost();
    }

    static FaultBuilder clientKill() {
        return NetworkFaults.connectionsLost(FaultBuilder.of("CLIENT KILL of all connections", (deployment, target) -> {
            NetworkFaults.slowDown(target);
            killClients(target);
        }));
    }

    static FaultBuilder scriptFlush() {
        return FaultBuilder.of("SCRIPT FLUSH", (deployment, target) -> send(target, "SCRIPT", "FLUSH"))
                .repeatEvery(Duration.ofMillis(20));
    }

    static FaultBuilder loading() {
        return errorReplies("LOADING", "-LOADING Redis is loading the dataset in memory")
                .sometimes(CallOutcome.UNREACHABLE);
    }

    static FaultBuilder readonly() {
        return errorReplies("READONLY", "-READONLY You can't write against a read only replica.");
    }

    static FaultBuilder clusterDown() {
        return errorReplies("CLUSTERDOWN", "-CLUSTERDOWN The cluster is down");
    }

    private static FaultBuilder errorReplies(String code, String line) {
        return FaultBuilder.of(
                        code,
                        (deployment, target) -> target.proxy()
                                .faults()
                                .answer(
                                        code.equals("LOADING")
                                                ? name -> !ALLOWED_WHILE_LOADING.contains(name)
                                                : CALLER_COMMANDS::contains,
                                        line))
                .always(CallOutcome.errorReply(code));
    }

    /** Makes the server a real replica. Without Sentinel and cluster nothing else changes its role. */
    static FaultBuilder replica() {
        return FaultBuilder.of("READONLY", (deployment, target) -> send(target, "REPLICAOF", "127.0.0.1", "1"))
                .heal((deployment, target) -> send(target, "REPLICAOF", "NO", "ONE"))
                .always(CallOutcome.errorReply("READONLY"))
                // The host name may resolve to another address by now, so the driver renews its connections.
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY);
    }

    static FaultBuilder outOfMemory() {
        return FaultBuilder.of(
                        "OOM (maxmemory)", (deployment, target) -> send(target, "CONFIG", "SET", "maxmemory", "1"))
                .heal((deployment, target) -> send(target, "CONFIG", "SET", "maxmemory", "0"))
                .always(CallOutcome.errorReply("OOM"));
    }

    static FaultBuilder passwordChanged() {
        return FaultBuilder.of("password changed, connections killed", (deployment, target) -> {
                    send(target, "CONFIG", "SET", "requirepass", "second");
                    killClients(target);
                })
                .heal((deployment, target) -> send(target, "CONFIG", "SET", "requirepass", ProxiedDeployment.PASSWORD))
                .always(CallOutcome.ACCESS_DENIED)
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.ACCESS_DENIED_ON_RETRY)
                .expectedEvents(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .trackingLost();
    }

    /** Overloads the driver: a slightly delayed server and additional callers reach the limits of the driver. */
    static FaultBuilder overloaded() {
        return FaultBuilder.of(
                        "more calls than allowed",
                        (deployment, target) -> target.proxy().faults().delay(Duration.ZERO, Duration.ofMillis(60)))
                .always(CallOutcome.OVERLOADED)
                .sometimes(CallOutcome.TIMEOUT, CallOutcome.TIMEOUT_BEFORE_SEND)
                .extraCallers(30, CallType.READ)
                .settings(settings -> settings.maxPending(16).maxConnections(4));
    }

    private static void killClients(ProxiedServer target) {
        send(target, "CLIENT", "KILL", "TYPE", "normal");
        send(target, "CLIENT", "KILL", "TYPE", "pubsub");
    }

    static void send(ProxiedServer server, String... words) {
        try (RawRedis redis = server.raw()) {
            if (redis.call(words) instanceof RawRedis.ErrorReply refused) {
                throw new IllegalStateException(words[0] + " was refused: " + refused);
            }
        }
    }
}
