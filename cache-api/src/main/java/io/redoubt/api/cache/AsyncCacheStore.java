package io.redoubt.api.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link CacheStore}: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, on another thread: a virtual thread where the JVM has them, else a
 * platform thread, or one of the application's executor.
 *
 * <pre>{@code
 * CompletableFuture<Optional<Profile>> found = cache.async().get("user:42:profile", Profile.class);
 * CompletableFuture<Long> visits = cache.async().call(store -> store.counter("visits", ttl).increment());
 * }</pre>
 *
 * <p><b>Rules of all asynchronous views.</b> Thread-safe. No method throws: the future fails with the exception that
 * the blocking method throws. Arguments must not be changed before the future is complete.
 *
 * <ul>
 *   <li><b>Bounds:</b> a bounded number of calls run, a bounded number wait, and those for a bounded time
 *       ({@link io.redoubt.api.AsyncSettings}). Beyond that the future fails with an
 *       {@link io.redoubt.api.AsyncRejectedException}, and nothing was done. A call that is made by the work of another
 *       asynchronous call, such as a loader, never waits for a thread: it runs at once, or is refused.
 *   <li><b>Cancellation:</b> {@code cancel(true)}, or completing the future in another way ({@code orTimeout}),
 *       removes a waiting call and interrupts a running one, which may have taken effect. Other callers that share its
 *       load are not affected.
 *   <li><b>Dependent stages</b> without an executor of their own may run on a thread of the cache, and count as running
 *       there: they should not block.
 *   <li><b>Closing:</b> running calls may go on for two seconds, and then fail with a
 *       {@link io.redoubt.api.StoreUnavailableException} and are interrupted; waiting and later calls fail with a
 *       {@link io.redoubt.api.ClosedException}.
 * </ul>
 */
public interface AsyncCacheStore {

    /** See {@link CacheStore#get(String, Class)}. */
    default <T> CompletableFuture<Optional<T>> get(String key, Class<T> type) {
        return call(store -> store.get(key, type));
    }

    /** See {@link CacheStore#get(String, TypeRef)}. */
    default <T> CompletableFuture<Optional<T>> get(String key, TypeRef<T> type) {
        return call(store -> store.get(key, type));
    }

    /** See {@link CacheStore#getAll(Collection, Class)}. */
    default <T> CompletableFuture<Map<String, T>> getAll(Collection<String> keys, Class<T> type) {
        return call(store -> store.getAll(keys, type));
    }

    /** See {@link CacheStore#getAll(Collection, TypeRef)}. */
    default <T> CompletableFuture<Map<String, T>> getAll(Collection<String> keys, TypeRef<T> type) {
        return call(store -> store.getAll(keys, type));
    }

    /** See {@link CacheStore#set}. */
    default CompletableFuture<@Nullable Void> set(String key, Object value, Ttl ttl) {
        return run(store -> store.set(key, value, ttl));
    }

    /** See {@link CacheStore#setAll}. */
    default CompletableFuture<@Nullable Void> setAll(Map<String, ?> values, Ttl ttl) {
        return run(store -> store.setAll(values, ttl));
    }

    /** See {@link CacheStore#setIfAbsent}. */
    default CompletableFuture<Boolean> setIfAbsent(String key, Object value, Ttl ttl) {
        return call(store -> store.setIfAbsent(key, value, ttl));
    }

    /** See {@link CacheStore#delete}. */
    default CompletableFuture<Boolean> delete(String key) {
        return call(store -> store.delete(key));
    }

    /** See {@link CacheStore#exists}. */
    default CompletableFuture<Boolean> exists(String key) {
        return call(store -> store.exists(key));
    }

    /** See {@link CacheStore#ttl}. */
    default CompletableFuture<Optional<Ttl>> ttl(String key) {
        return call(store -> store.ttl(key));
    }

    /** See {@link CacheStore#expire}. */
    default CompletableFuture<Boolean> expire(String key, Ttl ttl) {
        return call(store -> store.expire(key, ttl));
    }

    /** Runs any other operation of the store, its counters, sets, lists, leaderboards or regions on another thread. */
    <T extends @Nullable Object> CompletableFuture<T> call(Function<? super CacheStore, ? extends T> operation);

    /** Runs any other operation without a result. */
    default CompletableFuture<@Nullable Void> run(Consumer<? super CacheStore> operation) {
        return this.<@Nullable Void>call(store -> {
            operation.accept(store);
            return null;
        });
    }
}
