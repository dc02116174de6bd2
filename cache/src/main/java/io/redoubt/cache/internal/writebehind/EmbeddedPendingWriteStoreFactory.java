package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Factory that creates the in-memory storage for write-behind queues. The writes are lost when the process ends. They
 * survive closing and reopening a write-behind.
 */
final class EmbeddedPendingWriteStoreFactory implements PendingWriteStoreFactory {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPendingWriteStoreFactory.class);

    private final StoreInterceptor gate;
    private final MicrosecondClock clock;
    private final StateMemoryBudget budget;
    private final Map<String, EmbeddedPendingWriteStore> byName = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    EmbeddedPendingWriteStoreFactory(EmbeddedStoreContext environment) {
        this.gate = environment.gate();
        this.budget = environment.memory();
        this.clock = new MicrosecondClock(environment.clock(), environment.now());
    }

    @Override
    public PendingWriteStore open(String name, int shards) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn("Write-behind is embedded: what it has accepted and not written is lost if this process dies");
        }
        EmbeddedPendingWriteStore store =
                byName.computeIfAbsent(name, absent -> new EmbeddedPendingWriteStore(name, shards, clock, budget));
        if (store.shards() != shards) {
            throw new ConfigurationException("write-behind '" + name + "' has " + store.shards()
                    + " shards already, not " + shards + ": keep that number");
        }
        return gate.before(PendingWriteStore.class, store);
    }
}
