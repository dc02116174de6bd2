package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.NodeLoad;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The servers in use, each once. Thread-safe. */
final class ServerPool implements AutoCloseable {

    private final ConcurrentHashMap<Node, Server> servers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Function<Node, Server> make;
    private final Surroundings surroundings;
    private boolean closed;

    ServerPool(Surroundings surroundings, Function<Node, Server> make) {
        this.surroundings = surroundings;
        this.make = make;
    }

    /** The server at an address, made when it is first asked for. */
    Server at(Node node) {
        Server known = servers.get(node);
        return known == null ? add(node) : known;
    }

    private Server add(Node node) {
        lock.lock();
        try {
            Server known = servers.get(node);
            if (known != null) {
                return known;
            }
            Server server = make.apply(node);
            servers.put(node, server);
            if (closed) {
                server.close();
            }
            return server;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up all others, once the calls that are on their way to them had their time. */
    void retain(Set<Node> nodes) {
        List<Server> others;
        lock.lock();
        try {
            others = servers.values().stream()
                    .filter(server -> !nodes.contains(server.node()))
                    .toList();
            others.forEach(server -> servers.remove(server.node()));
        } finally {
            lock.unlock();
        }
        for (Server server : others) {
            server.leave();
            if (surroundings.background().after(surroundings.settings().commandTimeout(), server::close) == null) {
                server.close();
            }
        }
    }

    Collection<NodeLoad> loads() {
        return servers.values().stream().map(Server::load).toList();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        servers.values().forEach(Server::close);
    }
}
