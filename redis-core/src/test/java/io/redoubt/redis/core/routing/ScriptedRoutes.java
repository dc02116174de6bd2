package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes to one master, which changes, and is not known, when the test says so. Only what tracking needs. */
final class ScriptedRoutes implements Routes {

    private final Server master;
    private final List<Runnable> listeners = new ArrayList<>();

    /** Why the master is not known, or null. */
    @Nullable
    DriverException unknown;

    ScriptedRoutes(Surroundings surroundings) {
        this.master = Server.of(listener -> new ScriptedClient(), surroundings, down -> {});
    }

    /** Tells those who want to know of a change, on this thread. */
    void change() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.SENTINEL;
    }

    @Override
    public Server forKey(byte @Nullable [] key, Deadline deadline) {
        if (unknown != null) {
            throw unknown;
        }
        return master;
    }

    @Override
    public List<Server> masters(Deadline deadline) {
        return List.of(forKey(null, deadline));
    }

    @Override
    public Server at(Node node) {
        return master;
    }

    @Override
    public void moved(int slot, Server holder) {}

    @Override
    public void refused(Server server, Reply.Refusal refusal) {}

    @Override
    public void failed(Server server, DriverException failure) {}

    @Override
    public void doubted() {}

    @Override
    public void relearn(Deadline deadline) {}

    @Override
    public Collection<NodeLoad> loads() {
        return List.of(master.load());
    }

    @Override
    public void whenMastersChange(Runnable task) {
        listeners.add(task);
    }

    @Override
    public void close() {
        master.close();
    }
}
