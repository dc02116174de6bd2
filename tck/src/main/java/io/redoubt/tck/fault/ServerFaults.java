package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.Set;

/** What happens to a server. */
final class ServerFaults {

    /** What a server allows while it loads its data. */
    private static final Set<String> WHILE_LOADING =
            Set.of("AUTH", "HELLO", "CLIENT", "SELECT", "SUBSCRIBE", "REPLCONF", "INFO");

    private static final Set<String> OF_CALLERS = Set.of("HINCRBY", "HMGET", "EVALSHA", "EVAL");

    private ServerFaults() {}

    static FaultBuilder suspended() {
        return NetworkFaults.silent(FaultBuilder.of("SIGSTOP", (site, struck) -> struck.suspend()))
                .heal((site, struck) -> struck.resume());
    }

    static FaultBuilder paused(Duration time) {
        return NetworkFaults.silent(FaultBuilder.of(
                        "CLIENT PAUSE",
                        (site, struck) -> tell(struck, "CLIENT", "PAUSE", String.valueOf(time.toMillis()))))
                .heal((site, struck) -> {
                    // It ends by itself.
                });
    }

    static FaultBuilder killedKeeping() {
        return killed("kill -9, restart with data").server(ServerOptions::persistent);
    }

    static FaultBuilder killedForgetting() {
        return killed("kill -9, restart empty").data(Fault.Data.GONE);
    }

    private static FaultBuilder killed(String name) {
        return FaultBuilder.of(name, (site, struck) -> struck.kill())
                .heal((site, struck) -> struck.restart())
                .always(Symptom.UNREACHABLE)
                .sometimes(Symptom.LOST, Symptom.LOST_BEFORE, Symptom.NOT_REACHED_AGAIN, Symptom.refusal("LOADING"))
                .hears(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .linkLost();
    }

    static FaultBuilder clientKill() {
        return NetworkFaults.cut(FaultBuilder.of("CLIENT KILL of all connections", (site, struck) -> {
            NetworkFaults.slowDown(struck);
            killClients(struck);
        }));
    }

    static FaultBuilder scriptFlush() {
        return FaultBuilder.of("SCRIPT FLUSH", (site, struck) -> tell(struck, "SCRIPT", "FLUSH"))
                .again(Duration.ofMillis(20));
    }

    static FaultBuilder loading() {
        return answered("LOADING", "-LOADING Redis is loading the dataset in memory")
                .sometimes(Symptom.UNREACHABLE);
    }

    static FaultBuilder readonly() {
        return answered("READONLY", "-READONLY You can't write against a read only replica.");
    }

    static FaultBuilder clusterDown() {
        return answered("CLUSTERDOWN", "-CLUSTERDOWN The cluster is down");
    }

    private static FaultBuilder answered(String code, String line) {
        return FaultBuilder.of(
                        code,
                        (site, struck) -> struck.proxy()
                                .faults()
                                .answer(
                                        code.equals("LOADING")
                                                ? name -> !WHILE_LOADING.contains(name)
                                                : OF_CALLERS::contains,
                                        line))
                .always(Symptom.refusal(code));
    }

    /** A real one; without sentinels and cluster a server does not mind. */
    static FaultBuilder replica() {
        return FaultBuilder.of("READONLY", (site, struck) -> tell(struck, "REPLICAOF", "127.0.0.1", "1"))
                .heal((site, struck) -> tell(struck, "REPLICAOF", "NO", "ONE"))
                .always(Symptom.refusal("READONLY"))
                // Another address may stand behind the name by now: the connections are renewed.
                .sometimes(Symptom.LOST, Symptom.LOST_BEFORE, Symptom.NOT_REACHED_AGAIN);
    }

    static FaultBuilder outOfMemory() {
        return FaultBuilder.of("OOM (maxmemory)", (site, struck) -> tell(struck, "CONFIG", "SET", "maxmemory", "1"))
                .heal((site, struck) -> tell(struck, "CONFIG", "SET", "maxmemory", "0"))
                .always(Symptom.refusal("OOM"));
    }

    static FaultBuilder passwordChanged() {
        return FaultBuilder.of("password changed, connections killed", (site, struck) -> {
                    tell(struck, "CONFIG", "SET", "requirepass", "second");
                    killClients(struck);
                })
                .heal((site, struck) -> tell(struck, "CONFIG", "SET", "requirepass", Site.PASSWORD))
                .always(Symptom.ACCESS_DENIED)
                .sometimes(Symptom.LOST, Symptom.LOST_BEFORE, Symptom.NOT_REACHED_AGAIN, Symptom.DENIED_AGAIN)
                .hears(
                        Disconnected.class,
                        BreakerOpened.class,
                        Reconnecting.class,
                        BreakerClosed.class,
                        Connected.class)
                .linkLost();
    }

    /** The bounds of the driver, which a server that is a little slow and a crowd of callers reach. */
    static FaultBuilder overloaded() {
        return FaultBuilder.of(
                        "more calls than allowed",
                        (site, struck) -> struck.proxy().faults().delay(Duration.ZERO, Duration.ofMillis(60)))
                .always(Symptom.OVERLOADED)
                .sometimes(Symptom.TIMEOUT, Symptom.NOT_SENT)
                .crowd(30, Sort.READ)
                .settings(settings -> settings.maxPending(16).maxConnections(4));
    }

    private static void killClients(ProxiedServer struck) {
        tell(struck, "CLIENT", "KILL", "TYPE", "normal");
        tell(struck, "CLIENT", "KILL", "TYPE", "pubsub");
    }

    static void tell(ProxiedServer server, String... words) {
        try (RawRedis redis = server.raw()) {
            if (redis.call(words) instanceof RawRedis.ErrorReply refused) {
                throw new IllegalStateException(words[0] + " was refused: " + refused);
            }
        }
    }
}
