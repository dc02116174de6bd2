package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.server.ServerOptions;
import org.jspecify.annotations.Nullable;

/**
 * Runner that executes fault tests one after another on the same servers, and restores the servers before each test.
 * Not thread-safe.
 */
final class FaultRunner implements AutoCloseable {

    /** Name of the logger of connections. */
    static final String LOGGER = "io.redoubt.redis.connections";

    private final RedisDriverProvider provider;
    private final TimingTolerance tolerance;
    private final ProxiedDeployment deployment;
    private final CapturedLog log;
    private @Nullable Fault last;

    /**
     * Creates a runner whose runs differ only by the fault.
     *
     * @param deployment closed with this runner
     * @param log captures the log of the connections
     */
    FaultRunner(
            RedisDriverProvider provider, TimingTolerance tolerance, ProxiedDeployment deployment, CapturedLog log) {
        this.provider = provider;
        this.tolerance = tolerance;
        this.deployment = deployment;
        this.log = log;
    }

    /** Runs a fault on a server started for this run. */
    static FaultReport onOwnServer(
            RedisDriverProvider provider, TimingTolerance tolerance, Fault fault, CapturedLog log) {
        ServerOptions options = fault.server().apply(ServerOptions.defaults());
        try (FaultRunner alone = new FaultRunner(provider, tolerance, ProxiedStandalone.start(options), log)) {
            return alone.run(fault);
        }
    }

    FaultReport run(Fault fault) {
        if (last != null) {
            deployment.restore();
        }
        last = fault;
        FaultReport report = FaultRun.run(provider, fault, deployment, tolerance, log);
        System.out.println(report);
        return report;
    }

    @Override
    public void close() {
        deployment.close();
    }
}
