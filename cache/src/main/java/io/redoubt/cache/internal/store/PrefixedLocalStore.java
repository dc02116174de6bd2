package io.redoubt.cache.internal.store;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * View of a {@link LocalStore} that adds a prefix to each key, so that several views share one store. The values are
 * bytes, sets, lists or leaderboards. Rejects what Redis rejects, with the same messages. Thread-safe.
 *
 * @param start the prefix of the keys
 * @param near the near caches, to which each change is reported after it was made or has failed
 */
record PrefixedLocalStore(LocalStore<Object> store, String start, NearValueCaches near) {

    /** Approximate memory overhead of an entry in bytes, in addition to its key and value. */
    private static final int ENTRY_OVERHEAD = 128;

    /** Returns the bytes under the key, or null if there are none. */
    byte @Nullable [] bytes(String key) {
        Object there = uninterrupted().get(start + key);
        return there == null ? null : bytes(key, there);
    }

    /** Returns the content as bytes, or throws if it is a structure. */
    static byte[] bytes(String key, Object there) {
        if (there instanceof byte[] bytes) {
            return bytes;
        }
        throw StoreRejectedExceptions.wrongType(key);
    }

    /** Queries a structure; returns empty if there is none. */
    <S extends LocalStructure, R> Optional<R> read(String key, Class<S> kind, Function<S, R> question) {
        Object there = uninterrupted().get(start + key);
        return there == null
                ? Optional.empty()
                : Optional.of(LocalStructure.locked(structure(key, kind, there), question));
    }

    /**
     * Changes a structure. A missing structure is created with the time to live; a structure that becomes empty is
     * removed.
     */
    <S extends LocalStructure, R> R change(
            String key, Class<S> kind, Supplier<S> fresh, Ttl ttl, Function<S, R> change) {
        AtomicReference<@Nullable R> answer = new AtomicReference<>();
        update(key, ttl, there -> {
            S structure = there == null ? fresh.get() : structure(key, kind, there);
            answer.set(LocalStructure.locked(structure, change));
            return structure.isEmpty() ? null : structure;
        });
        R result = answer.get();
        if (result == null) {
            throw new IllegalStateException("a change without an answer");
        }
        return result;
    }

    /** Changes a structure if it exists; returns empty if not. */
    <S extends LocalStructure, R> Optional<R> changePresent(String key, Class<S> kind, Function<S, R> change) {
        AtomicReference<@Nullable R> answer = new AtomicReference<>();
        update(key, Ttl.permanent(), there -> {
            if (there == null) {
                return null;
            }
            S structure = structure(key, kind, there);
            answer.set(LocalStructure.locked(structure, change));
            return structure.isEmpty() ? null : structure;
        });
        return Optional.ofNullable(answer.get());
    }

    private void update(String key, Ttl ttl, Function<@Nullable Object, @Nullable Object> change) {
        try {
            uninterrupted().updateOrRemove(start + key, ttl, change);
        } finally {
            near.changed(key);
        }
    }

    /** Returns the store, unless the calling thread is interrupted. */
    private LocalStore<Object> uninterrupted() {
        RedoubtInterruptedException.throwIfInterrupted("cache");
        return store;
    }

    private static <S extends LocalStructure> S structure(String key, Class<S> kind, Object there) {
        if (!kind.isInstance(there)) {
            throw StoreRejectedExceptions.wrongType(key);
        }
        return kind.cast(there);
    }

    /** Returns the estimated size of an entry in bytes. */
    static int weight(String key, Object there) {
        long content = there instanceof LocalStructure structure ? structure.weight() : ((byte[]) there).length;
        return (int) Math.min(Integer.MAX_VALUE, 2L * key.length() + content + ENTRY_OVERHEAD);
    }
}
