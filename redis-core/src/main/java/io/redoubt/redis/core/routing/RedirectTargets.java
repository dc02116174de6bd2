package io.redoubt.redis.core.routing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Set of the nodes of a cluster to which masters have redirected commands ({@code MOVED}, {@code ASK}) though the
 * topology does not name them as masters. Such a node is one that gets its first slots. A node stays in the set while
 * it is used, and for some time afterwards, also if it cannot be reached; nothing is tracked then. Not thread-safe.
 */
final class RedirectTargets {

    private final long keepNanos;
    private final LongSupplier nanoTime;
    /** When each node was last used. */
    private final Map<ServerHandle, Long> used = new HashMap<>();

    /**
     * Creates an empty set.
     *
     * @param keep how long a node stays in the set after its last use
     */
    RedirectTargets(Duration keep, LongSupplier nanoTime) {
        this.keepNanos = keep.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Records the use of a node. */
    void use(ServerHandle server) {
        used.put(server, nanoTime.getAsLong());
    }

    boolean contains(ServerHandle server) {
        return used.containsKey(server);
    }

    /** Returns the nodes that stay in the set once the masters are these. */
    List<ServerHandle> besides(Set<ServerHandle> masters) {
        long now = nanoTime.getAsLong();
        return used.entrySet().stream()
                .filter(each -> !masters.contains(each.getKey()) && now - each.getValue() < keepNanos)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Removes all other nodes. */
    void retain(List<ServerHandle> nodes) {
        used.keySet().retainAll(Set.copyOf(nodes));
    }
}
