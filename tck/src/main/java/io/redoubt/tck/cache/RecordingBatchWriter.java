package io.redoubt.tck.cache;

import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.PendingWrite;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Test data source of a write-behind queue that records all writes, keeps the newest value of each key, and can fail on
 * demand. Thread-safe.
 */
final class RecordingBatchWriter implements BatchWriter<String, SampleProfile> {

    static final String REASON = "the source does not like it";

    private final Map<String, PendingWrite<String, SampleProfile>> newest = new ConcurrentHashMap<>();
    private final List<List<PendingWrite<String, SampleProfile>>> batches = new CopyOnWriteArrayList<>();
    private final Set<String> disliked = ConcurrentHashMap.newKeySet();
    private final Semaphore open = new Semaphore(1);
    private volatile boolean down;

    @Override
    public void writeAll(List<PendingWrite<String, SampleProfile>> batch) throws Exception {
        batches.add(batch);
        open.acquire();
        open.release();
        if (down || batch.stream().anyMatch(write -> disliked.contains(write.key()))) {
            throw new IOException(REASON);
        }
        batch.forEach(write -> newest.merge(write.key(), write, (old, now) -> now.id() > old.id() ? now : old));
    }

    /** Lets writers wait from now on. */
    void block() {
        open.acquireUninterruptibly();
    }

    /** Lets them go on. */
    void unblock() {
        open.release();
    }

    /** Fails whatever is to be written. */
    void down() {
        down = true;
    }

    /** Fails what is to be written to this key. */
    void dislike(String key) {
        disliked.add(key);
    }

    /** Fails nothing. */
    void recover() {
        down = false;
        disliked.clear();
    }

    @Nullable
    SampleProfile get(String key) {
        PendingWrite<String, SampleProfile> write = newest.get(key);
        return write == null ? null : write.value();
    }

    /** How many things it has, or had removed. */
    int size() {
        return newest.size();
    }

    /** All that came, in its order, also what failed. */
    List<List<PendingWrite<String, SampleProfile>>> batches() {
        return batches;
    }

    /** The ids with which writes of a key came. */
    List<Long> ids(String key) {
        return batches.stream()
                .flatMap(List::stream)
                .filter(write -> write.key().equals(key))
                .map(PendingWrite::id)
                .toList();
    }
}
