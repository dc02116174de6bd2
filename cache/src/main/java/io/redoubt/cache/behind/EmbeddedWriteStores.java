package io.redoubt.cache.behind;

import io.redoubt.api.ConfigurationException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Factory of in-process stores, whose contents are lost when the process ends. Pending writes of a name survive
 * closing and reopening its write-behind.
 */
final class EmbeddedWriteStores implements WriteStores {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedWriteStores.class);

    private final LongSupplier nanoTime;
    private final MicrosecondClock clock;
    private final Map<String, EmbeddedPendingWriteStore> pendingWritesByName = new ConcurrentHashMap<>();
    private final Map<String, LastWriterMarks> marksByName = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    EmbeddedWriteStores(LongSupplier nanoTime, Instant now) {
        this.nanoTime = nanoTime;
        this.clock = new MicrosecondClock(nanoTime, now);
    }

    @Override
    public PendingWriteStore pendingWrites(String name, int shards) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn("Write-behind is embedded: what it has accepted and not written is lost if this process dies");
        }
        EmbeddedPendingWriteStore pendingWrites =
                pendingWritesByName.computeIfAbsent(name, absent -> new EmbeddedPendingWriteStore(shards, clock));
        if (pendingWrites.shards() != shards) {
            throw new ConfigurationException("write-behind '" + name + "' has " + pendingWrites.shards()
                    + " shards already, not " + shards + ": keep that number");
        }
        return pendingWrites;
    }

    @Override
    public LastWriterMarks lastWriterMarks(String name) {
        return marksByName.computeIfAbsent(name, absent -> new EmbeddedLastWriterMarks(nanoTime));
    }

    @Override
    public void writeBehindClosed(String name) {
        EmbeddedPendingWriteStore pendingWrites = pendingWritesByName.get(name);
        if (pendingWrites == null) {
            return;
        }
        long unwritten = pendingWrites.states().stream()
                .mapToLong(state -> state.depth() + state.deadLetters())
                .sum();
        if (unwritten > 0) {
            LOG.error(
                    "write-behind {}: {} accepted writes are not written, and lost with this process", name, unwritten);
        }
    }
}
