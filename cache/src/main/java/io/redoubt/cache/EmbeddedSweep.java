package io.redoubt.cache;

import io.redoubt.api.cache.DeletionProgress;
import java.util.Set;
import java.util.function.Consumer;

/** Deletes matching keys in this process. */
record EmbeddedSweep(LocalArea area) implements Sweep {

    @Override
    public long delete(KeyPattern pattern, Consumer<DeletionProgress> progress) {
        Set<String> all = area.store().keys();
        long keys = all.size();
        long scanned = 0;
        long deleted = 0;
        for (String key : all) {
            String start = area.start();
            if (key.startsWith(start)
                    && pattern.matches(key.substring(start.length()))
                    && area.store().remove(key)) {
                deleted++;
            }
            if (++scanned % RedisSweep.PAGE == 0) {
                progress.accept(new DeletionProgress(deleted, scanned, keys));
            }
        }
        progress.accept(new DeletionProgress(deleted, keys, keys));
        return deleted;
    }
}
