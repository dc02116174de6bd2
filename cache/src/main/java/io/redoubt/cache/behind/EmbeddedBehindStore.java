package io.redoubt.cache.behind;

import io.redoubt.api.ConfigurationException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In this process, with which it ends. A name keeps what waits if it is closed and opened again. */
final class EmbeddedBehindStore implements BehindStore {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBehindStore.class);

    private final LongSupplier nanoTime;
    private final Micros micros;
    private final Map<String, EmbeddedBacklog> backlogs = new ConcurrentHashMap<>();
    private final Map<String, Marks> marks = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    EmbeddedBehindStore(LongSupplier nanoTime, Instant now) {
        this.nanoTime = nanoTime;
        this.micros = new Micros(nanoTime, now);
    }

    @Override
    public Backlog backlog(String name, int shards) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn("Write-behind is embedded: what it has accepted and not written is lost if this process dies");
        }
        EmbeddedBacklog backlog = backlogs.computeIfAbsent(name, absent -> new EmbeddedBacklog(shards, micros));
        if (backlog.shards() != shards) {
            throw new ConfigurationException("write-behind '" + name + "' has " + backlog.shards()
                    + " shards already, not " + shards + ": keep that number");
        }
        return backlog;
    }

    @Override
    public Marks marks(String name) {
        return marks.computeIfAbsent(name, absent -> new EmbeddedMarks(nanoTime));
    }

    @Override
    public void closed(String name) {
        EmbeddedBacklog backlog = backlogs.get(name);
        if (backlog == null) {
            return;
        }
        long left = backlog.states().stream()
                .mapToLong(state -> state.depth() + state.deadLetters())
                .sum();
        if (left > 0) {
            LOG.error("write-behind {}: {} accepted writes are not written, and lost with this process", name, left);
        }
    }
}
