package io.redoubt.cache.internal.store;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.DeletionProgress;
import java.util.Set;
import java.util.function.Consumer;

/** Operation that deletes all keys of an in-memory cache that match a glob pattern. */
record EmbeddedPatternDeletion(PrefixedLocalStore local) implements PatternDeletion {

    @Override
    public long delete(KeyPattern pattern, Consumer<DeletionProgress> progress) {
        RedoubtInterruptedException.throwIfInterrupted("cache.deleteMatching");
        Set<String> all = local.store().keys();
        long keys = all.size();
        long scanned = 0;
        long deleted = 0;
        for (String key : all) {
            String start = local.start();
            if (key.startsWith(start) && pattern.matches(key.substring(start.length())) && remove(key)) {
                deleted++;
            }
            if (++scanned % RedisPatternDeletion.PAGE == 0) {
                progress.accept(new DeletionProgress(deleted, scanned, keys));
            }
        }
        progress.accept(new DeletionProgress(deleted, keys, keys));
        return deleted;
    }

    private boolean remove(String key) {
        try {
            return local.store().remove(key);
        } finally {
            local.near().physicalKeyChanged(key);
        }
    }
}
