package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.Reply;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server gets everything. */
final class StandaloneRoutes implements Routes {

    private final Server server;
    private final Refresh anotherAddress;

    StandaloneRoutes(NodeDriver driver, Node node, Surroundings surroundings) {
        RedisSettings settings = surroundings.settings();
        this.server = Server.of(
                surroundings.client(driver, node, settings.credentials(), settings.database()),
                surroundings,
                down -> {});
        this.anotherAddress = new Refresh(surroundings, this.server::renew);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.STANDALONE;
    }

    @Override
    public Server forKey(byte @Nullable [] key, Deadline deadline) {
        return server;
    }

    @Override
    public List<Server> masters(Deadline deadline) {
        return List.of(server);
    }

    @Override
    public Server at(Node node) {
        return server;
    }

    @Override
    public void moved(int slot, Server holder) {
        // Nothing to learn: who wants a cluster followed says so in the settings.
    }

    @Override
    public void refused(Server from, Reply.Refusal refusal) {
        if (Redirect.meansNotMaster(refusal)) {
            // Behind the name that a provider keeps, another server may be the master now.
            anotherAddress.soon();
        }
    }

    @Override
    public void failed(Server from, DriverException failure) {
        // The gate finds out when it is back.
    }

    @Override
    public void doubted() {
        // There is no other.
    }

    @Override
    public void relearn(Deadline deadline) {
        // It is always the same one.
    }

    @Override
    public Collection<NodeLoad> loads() {
        return List.of(server.load());
    }

    @Override
    public void whenMastersChange(Runnable task) {
        // It is always the same one.
    }

    @Override
    public void close() {
        server.close();
    }
}
