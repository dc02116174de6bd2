package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single Redis server for fault tests, behind a proxy that can simulate failures. */
final class ProxiedStandalone implements ProxiedDeployment {

    private final ProxiedServer server;

    private ProxiedStandalone(ProxiedServer server) {
        this.server = server;
    }

    static ProxiedStandalone start(ServerOptions options) {
        return new ProxiedStandalone(ProxiedServer.standalone(options.password(PASSWORD)));
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.STANDALONE;
    }

    @Override
    public RedisSettingsBuilder settings() {
        return RedisSettings.builder().node(server.address()).password(PASSWORD);
    }

    @Override
    public FaultKeys keys() {
        return new FaultKeys("x");
    }

    @Override
    public @Nullable FaultKeys keysOnOtherMaster() {
        return null;
    }

    @Override
    public ProxiedServer master() {
        return server;
    }

    @Override
    public List<FaultProxy> proxies() {
        return List.of(server.proxy());
    }

    @Override
    public void restore() {
        server.proxy().heal();
        try (RawRedis redis = server.raw()) {
            redis.text("FLUSHALL");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
