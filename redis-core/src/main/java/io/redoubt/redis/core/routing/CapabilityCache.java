package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cache for the {@link Capabilities} of the connected servers, such as version and known commands. They are queried
 * once, and again after a connection was lost or the topology changed, because another server version may run
 * afterwards. Thread-safe.
 */
final class CapabilityCache {

    /** Capabilities, and the number of lost connections and topology changes counted before they were queried. */
    private record CachedCapabilities(Capabilities capabilities, long losses) {}

    private final Router router;
    private final DriverCounters counters;
    private volatile @Nullable CachedCapabilities cached;

    CapabilityCache(Router router, DriverCounters counters) {
        this.router = router;
        this.counters = counters;
    }

    Capabilities get(CallContext call) {
        CachedCapabilities last = cached;
        long losses = counters.lost.sum() + counters.topologyChanges.sum();
        if (last != null && last.losses() == losses) {
            return last.capabilities();
        }
        Capabilities queried = query(call);
        cached = new CachedCapabilities(queried, losses);
        return queried;
    }

    private Capabilities query(CallContext call) {
        List<PendingReplies> pending = new ArrayList<>();
        for (ServerHandle master : router.masters(call.deadline())) {
            pending.add(master.send(CapabilitiesParser.COMMANDS, call));
        }
        // Every reply is awaited, even after a failure: commands whose replies are not awaited count as pending.
        List<List<Reply>> answers = new ArrayList<>();
        for (PendingReplies replies : pending) {
            answers.add(replies.await());
        }
        List<Capabilities> all = new ArrayList<>();
        for (List<Reply> ofMaster : answers) {
            for (Reply answer : ofMaster) {
                if (answer instanceof Reply.Missing missing) {
                    throw missing.reason();
                }
            }
            all.add(CapabilitiesParser.parse(ofMaster));
        }
        return CapabilitiesParser.common(all);
    }
}
