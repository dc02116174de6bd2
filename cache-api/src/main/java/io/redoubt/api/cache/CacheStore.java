package io.redoubt.api.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Values under keys, shared by all processes that use the same store and prefix.
 *
 * <pre>{@code
 * cache.set("user:42:profile", profile, Ttl.of(Duration.ofMinutes(30)));
 * Optional<Profile> found = cache.get("user:42:profile", Profile.class);
 * }</pre>
 *
 * <p>Thread-safe, blocking, made for virtual threads as well. Values are stored as readable JSON unless another codec is
 * set; what a reader gets is its own copy. A key is 1 to {@value io.redoubt.api.KeyTemplate#MAX_KEY_BYTES} bytes of UTF-8
 * without braces and control characters; {@link io.redoubt.api.KeyTemplate} makes keys out of untrusted values.
 *
 * <p>What does not decode as the wanted type, because another program or an older version wrote it, counts as absent and
 * in {@link CacheStatistics#undecodable()}; it is left in the store.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for a bad key, value or time to live, before anything is
 * sent; {@link io.redoubt.api.CodecException} for a value that cannot be encoded;
 * {@link io.redoubt.api.StoreRejectedException} if the key holds something of another type.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException} within the command
 * timeout (1 s unless set otherwise). The embedded store is never down.
 */
public interface CacheStore {

    /** The largest number of keys in one bulk call. */
    int MAX_BULK = 10_000;

    /** The largest number of stars in a pattern: each more multiplies what a server may have to try. */
    int MAX_STARS = 4;

    /** The value under the key, if there is one. One command, one round trip. */
    default <T> Optional<T> get(String key, Class<T> type) {
        return get(key, TypeRef.of(type));
    }

    /** The value under the key, of a type with parameters, if there is one. */
    <T> Optional<T> get(String key, TypeRef<T> type);

    /**
     * The values under those of the keys that have one, in the order of the keys. One round trip a node.
     *
     * @param keys at most {@value #MAX_BULK}; repeated keys count once
     */
    default <T> Map<String, T> getAll(Collection<String> keys, Class<T> type) {
        return getAll(keys, TypeRef.of(type));
    }

    /** The values, of a type with parameters, under those of the keys that have one. */
    <T> Map<String, T> getAll(Collection<String> keys, TypeRef<T> type);

    /** Puts a value under the key, with its time to live in the same command, whatever was there before. */
    void set(String key, Object value, Ttl ttl);

    /**
     * Puts each value under its key. One round trip a node. Each key changes as a whole, together with its time to live;
     * the keys together are not a transaction: after a failure some may have been written.
     *
     * @param values at most {@value #MAX_BULK}
     */
    void setAll(Map<String, ?> values, Ttl ttl);

    /**
     * Puts a value under the key unless there is one.
     *
     * @return whether it was put
     */
    boolean setIfAbsent(String key, Object value, Ttl ttl);

    /**
     * Removes the key.
     *
     * @return whether there was something to remove
     */
    boolean delete(String key);

    /** Whether there is something under the key, decodable or not. */
    boolean exists(String key);

    /** The time that is left for the key, or {@link Ttl#permanent()}; empty if there is no such key. */
    Optional<Ttl> ttl(String key);

    /**
     * Gives the key another time to live, counted from now; {@link Ttl#permanent()} takes it away.
     *
     * @return whether there is such a key
     */
    boolean expire(String key, Ttl ttl);

    /**
     * The counter under the key. Does no I/O.
     *
     * @param ttl the time to live that the counter gets when it is created; later changes do not prolong it
     */
    Counter counter(String key, Ttl ttl);

    /**
     * The set under the key. Does no I/O.
     *
     * @param ttl the time to live that the set gets when it is created; later changes do not prolong it
     */
    default <T> CachedSet<T> setOf(String key, Class<T> type, Ttl ttl) {
        return setOf(key, TypeRef.of(type), ttl);
    }

    /** The set under the key, of elements of a type with parameters. */
    <T> CachedSet<T> setOf(String key, TypeRef<T> type, Ttl ttl);

    /**
     * The list under the key. Does no I/O.
     *
     * @param ttl the time to live that the list gets when it is created; later changes do not prolong it
     */
    default <T> CachedList<T> listOf(String key, Class<T> type, Ttl ttl) {
        return listOf(key, TypeRef.of(type), ttl);
    }

    /** The list under the key, of elements of a type with parameters. */
    <T> CachedList<T> listOf(String key, TypeRef<T> type, Ttl ttl);

    /**
     * The leaderboard under the key. Does no I/O.
     *
     * @param ttl the time to live that the board gets when it is created; later changes do not prolong it
     */
    Leaderboard leaderboard(String key, Ttl ttl);

    /** Removes all keys that match, as {@link #deleteMatching(String, Consumer)} does. */
    default long deleteMatching(String pattern) {
        return deleteMatching(pattern, progress -> {});
    }

    /**
     * Removes all keys that match a pattern, of whatever type, little by little, so that nobody else waits for it: a SCAN of
     * every master in turn, UNLINK in batches, and a pause after each as long as the work took. Memory does not grow with the
     * number of keys. Keys of regions, sessions, limits and locks, and other applications' keys, cannot match.
     *
     * <p>A key that is there all the time is removed; one that is created meanwhile, or moves from one master to another, may
     * stay. The embedded store does the same over its own keys.
     *
     * @param pattern as Redis matches: {@code *} stands for any bytes, {@code ?} for one, {@code [a-z]} and {@code [^a]} for
     *     one of some, {@code \} takes the meaning from the next character. It must begin with a character that stands for
     *     itself, and may have {@value #MAX_STARS} stars at most
     * @param progress is told after each batch how far it is, by the calling thread, and at least once; what it throws ends
     *     the deletion, and is thrown
     * @return how many keys were removed
     * @throws io.redoubt.api.StoreUnavailableException if a server did not answer; what was removed before stays so, and to
     *     call again does the rest
     */
    long deleteMatching(String pattern, Consumer<DeletionProgress> progress);

    /**
     * The region with this specification. Does no I/O. To ask twice with one name is to get two views of the same data, and
     * each has its own single flight: keep the region, as one keeps the cache.
     */
    <K, V> Region<K, V> region(RegionSpec<K, V> spec);

    /**
     * A way to write things to their source and then into their region. Does no I/O.
     *
     * @param region where the things are read
     * @param saver writes one thing to its source
     */
    <K, V> WriteThrough<K, V> writeThrough(
            WriteThroughSpec<K> spec, Region<K, V> region, Saver<? super K, ? super V> saver);

    /**
     * A way to accept writes of things at once, and to write them to their source in the background. Begins to write what any
     * process has accepted, on threads of its own; does no I/O on the caller's. One for a name in a process; ended by
     * {@link WriteBehind#close()}, at the latest with the store.
     *
     * @param region where the things are read
     * @param writer writes things to their source
     */
    <K, V> WriteBehind<K, V> writeBehind(WriteBehindSpec<K, V> spec, Region<K, V> region, Writer<K, V> writer);

    /** What this process has counted since the store was opened. Does no I/O. */
    CacheStatistics statistics();

    /** What the servers say about themselves. One INFO to each master; nothing is scanned. */
    ServerStatistics serverStatistics();
}
