package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one space in this process, under which there are bytes or structures. Refuses what Redis refuses, in its words.
 * Thread-safe.
 *
 * @param start what the keys begin with
 */
record LocalKeyspace(LocalStore<Object> store, String start) {

    /** What an entry costs beside its key and value, roughly, in bytes. */
    private static final int ENTRY_OVERHEAD = 128;

    /** The bytes under the key, or null. */
    byte @Nullable [] bytes(String key) {
        Object there = store.get(start + key);
        return there == null ? null : bytes(key, there);
    }

    /** What is under the key, which must be bytes. */
    static byte[] bytes(String key, Object there) {
        if (there instanceof byte[] bytes) {
            return bytes;
        }
        throw StoreRejections.wrongType(key);
    }

    /** What a structure says; empty where there is none. */
    <S extends LocalStructure, R> Optional<R> read(String key, Class<S> kind, Function<S, R> question) {
        Object there = store.get(start + key);
        return there == null
                ? Optional.empty()
                : Optional.of(LocalStructure.locked(structure(key, kind, there), question));
    }

    /** Changes a structure, which is made, with its time to live, where there is none, and ends when it is empty. */
    <S extends LocalStructure, R> R change(
            String key, Class<S> kind, Supplier<S> fresh, Ttl ttl, Function<S, R> change) {
        AtomicReference<@Nullable R> answer = new AtomicReference<>();
        store.updateOrRemove(start + key, ttl, there -> {
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

    /** Changes a structure, if there is one. */
    <S extends LocalStructure, R> Optional<R> changePresent(String key, Class<S> kind, Function<S, R> change) {
        AtomicReference<@Nullable R> answer = new AtomicReference<>();
        store.updateOrRemove(start + key, Ttl.permanent(), there -> {
            if (there == null) {
                return null;
            }
            S structure = structure(key, kind, there);
            answer.set(LocalStructure.locked(structure, change));
            return structure.isEmpty() ? null : structure;
        });
        return Optional.ofNullable(answer.get());
    }

    private static <S extends LocalStructure> S structure(String key, Class<S> kind, Object there) {
        if (!kind.isInstance(there)) {
            throw StoreRejections.wrongType(key);
        }
        return kind.cast(there);
    }

    /** What an entry weighs, its estimated size in bytes. */
    static int weight(String key, Object there) {
        long content = there instanceof LocalStructure structure ? structure.weight() : ((byte[]) there).length;
        return (int) Math.min(Integer.MAX_VALUE, 2L * key.length() + content + ENTRY_OVERHEAD);
    }
}
