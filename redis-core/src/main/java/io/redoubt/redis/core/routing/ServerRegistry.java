package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.NodeStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Registry that holds one {@link ServerHandle} for each server address that a driver uses. Thread-safe. */
final class ServerRegistry implements AutoCloseable {

    private final ConcurrentHashMap<Node, ServerHandle> servers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Function<Node, ServerHandle> factory;
    private final DriverContext context;
    private boolean closed;

    ServerRegistry(DriverContext context, Function<Node, ServerHandle> factory) {
        this.context = context;
        this.factory = factory;
    }

    /** Returns the server at an address, creating it on first use. */
    ServerHandle getOrCreate(Node node) {
        ServerHandle existing = servers.get(node);
        return existing == null ? create(node) : existing;
    }

    private ServerHandle create(Node node) {
        lock.lock();
        try {
            ServerHandle existing = servers.get(node);
            if (existing != null) {
                return existing;
            }
            ServerHandle server = factory.apply(node);
            servers.put(node, server);
            if (closed) {
                server.close();
            }
            return server;
        } finally {
            lock.unlock();
        }
    }

    /** Retires all other servers, and closes them after the command timeout, so that calls in progress can end. */
    void retain(Set<Node> nodes) {
        List<ServerHandle> removed;
        lock.lock();
        try {
            removed = servers.values().stream()
                    .filter(server -> !nodes.contains(server.node()))
                    .toList();
            removed.forEach(server -> servers.remove(server.node()));
        } finally {
            lock.unlock();
        }
        for (ServerHandle server : removed) {
            server.retire();
            if (context.scheduler().schedule(context.settings().commandTimeout(), server::close) == null) {
                server.close();
            }
        }
    }

    Collection<NodeStatistics> nodeLoads() {
        return servers.values().stream().map(ServerHandle::load).toList();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        servers.values().forEach(ServerHandle::close);
    }
}
