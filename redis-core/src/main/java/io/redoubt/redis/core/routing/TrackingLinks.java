package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One link a master, all for the same prefixes. Thread-safe; which links there are never changes. */
final class TrackingLinks {

    private final List<byte[]> prefixes;
    private final Map<Server, Kept> kept;
    private final List<KeptLink> fresh;

    private TrackingLinks(List<byte[]> prefixes, Map<Server, Kept> kept, List<KeptLink> fresh) {
        this.prefixes = prefixes;
        this.kept = kept;
        this.fresh = fresh;
    }

    /** Makes a link that reports whether it stands. */
    interface Maker {
        KeptLink link(Server server, List<byte[]> prefixes, Standing standing);
    }

    /** Whether a link stands. */
    static final class Standing {

        private volatile boolean stands = true;

        void fell() {
            stands = false;
        }

        void rose() {
            stands = true;
        }
    }

    private record Kept(KeptLink link, Standing standing) {}

    static TrackingLinks none() {
        return new TrackingLinks(List.of(), Map.of(), List.of());
    }

    boolean cover(List<Server> masters, List<byte[]> wanted) {
        return Prefixes.same(prefixes, wanted) && kept.keySet().equals(new HashSet<>(masters));
    }

    /** Links for these masters and prefixes: those that are here already, and new ones, which {@link #begin} opens. */
    TrackingLinks next(List<Server> masters, List<byte[]> wanted, Maker maker) {
        boolean same = Prefixes.same(prefixes, wanted);
        Map<Server, Kept> next = new LinkedHashMap<>();
        List<KeptLink> added = new ArrayList<>();
        for (Server master : masters) {
            Kept here = same ? kept.get(master) : null;
            if (here == null) {
                Standing standing = new Standing();
                here = new Kept(maker.link(master, wanted, standing), standing);
                added.add(here.link());
            }
            next.put(master, here);
        }
        return new TrackingLinks(wanted, next, added);
    }

    /**
     * Opens the new links.
     *
     * @throws DriverException if a master has not acknowledged in time
     */
    void begin(Deadline deadline) {
        fresh.forEach(link -> link.begin(deadline));
    }

    boolean allStand() {
        for (Kept one : kept.values()) {
            if (!one.standing().stands) {
                return false;
            }
        }
        return true;
    }

    /** Closes the links that others do not use. */
    void closeExcept(TrackingLinks others) {
        kept.values().stream()
                .filter(one -> !others.kept.containsValue(one))
                .forEach(one -> one.link().close());
    }
}
