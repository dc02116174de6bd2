package io.redoubt.api.cache;

import io.redoubt.api.Codec;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Key-value cache that is either stored in Redis and shared by several processes, or kept in the memory of one
 * process. In Redis, all processes with the same key prefix share it.
 *
 * <pre>{@code
 * cache.set("user:42:profile", profile, Duration.ofMinutes(30));
 * Optional<Profile> found = cache.get("user:42:profile", Profile.class);
 * }</pre>
 *
 * <p>Thread-safe, blocking, suitable for virtual threads. Values are stored as readable JSON unless another codec
 * is set; a reader gets its own copy, unless there is a near cache for the prefix of the key. A key is 1 to
 * {@value io.redoubt.api.KeyTemplate#MAX_KEY_BYTES} bytes of UTF-8 without braces and control characters;
 * {@link io.redoubt.api.KeyTemplate} creates keys from untrusted values.
 *
 * <p>A value that cannot be decoded as the requested type, because another program or an older version wrote it,
 * counts as absent and in {@link CacheStatistics#undecodable()}; it remains in the store.
 *
 * <p><b>Near caches</b> of key prefixes are a setting. {@code get} and {@code getAll} answer from them without Redis,
 * with an object that all readers share, or that the key does not exist. Changes by this process are seen at once, and
 * those by others as soon as Redis reports them.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid key, value or time to live, before
 * anything is sent; {@link io.redoubt.api.CodecException} for a value that cannot be encoded;
 * {@link io.redoubt.api.StoreRejectedException} if the key holds a value of another Redis type.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException} within the
 * command timeout (1 s unless set otherwise). The embedded store is never down.
 */
public interface CacheStore {

    /** Maximum number of keys in one bulk call. */
    int MAX_BULK = 10_000;

    /**
     * Maximum number of stars in a pattern. Each further star multiplies the combinations that a server may have
     * to try.
     */
    int MAX_STARS = 4;

    /** Returns the value of a key, if it exists. One command, one round trip; two commands if it may be kept near. */
    default <T> Optional<T> get(String key, Class<T> type) {
        return get(key, TypeRef.of(type));
    }

    /** Returns the value of a key, of a type with type arguments, if it exists. */
    <T> Optional<T> get(String key, TypeRef<T> type);

    /**
     * Returns the values of those keys that exist, in the order of the keys. One round trip per node.
     * If some keys cannot be read, the exception names them.
     *
     * @param keys at most {@value #MAX_BULK}; repeated keys count once
     */
    default <T> Map<String, T> getAll(Collection<String> keys, Class<T> type) {
        return getAll(keys, TypeRef.of(type));
    }

    /** Returns the values, of a type with type arguments, of those keys that exist. */
    <T> Map<String, T> getAll(Collection<String> keys, TypeRef<T> type);

    /** Stores a value together with its time to live in one command, and replaces an existing one. */
    void set(String key, Object value, Ttl ttl);

    /** Stores a value that lives for this time, as {@link #set(String, Object, Ttl)} does. */
    default void set(String key, Object value, Duration ttl) {
        set(key, value, Ttl.of(ttl));
    }

    /**
     * Stores several values. One round trip per node. Each key changes atomically together with its time to live.
     * The keys together are not a transaction: they fail separately, and the exception names those that did.
     *
     * @param values at most {@value #MAX_BULK}
     */
    void setAll(Map<String, ?> values, Ttl ttl);

    /** Stores several values that live for this time, as {@link #setAll(Map, Ttl)} does. */
    default void setAll(Map<String, ?> values, Duration ttl) {
        setAll(values, Ttl.of(ttl));
    }

    /**
     * Stores a value unless the key exists.
     *
     * @return whether the value was stored
     */
    boolean setIfAbsent(String key, Object value, Ttl ttl);

    /**
     * Stores a value that lives for this time unless the key exists, as {@link #setIfAbsent(String, Object, Ttl)}
     * does.
     */
    default boolean setIfAbsent(String key, Object value, Duration ttl) {
        return setIfAbsent(key, value, Ttl.of(ttl));
    }

    /**
     * Deletes a key.
     *
     * @return whether the key existed
     */
    boolean delete(String key);

    /**
     * Deletes several keys. One round trip per node. Keys fail separately, and the exception names those that did.
     *
     * @param keys at most {@value #MAX_BULK}
     * @return number of keys that existed
     */
    long deleteAll(Collection<String> keys);

    /** Returns whether the key exists, even if its value cannot be decoded. */
    boolean exists(String key);

    /**
     * Returns the remaining time to live of a key, or {@link Ttl#permanent()}; empty if the key does not exist. A
     * longer time than {@link Ttl#MAX}, which another program has set, is returned as that.
     */
    Optional<Ttl> ttl(String key);

    /**
     * Replaces the time to live of a key, counted from now; {@link Ttl#permanent()} removes it.
     *
     * @return whether the key exists
     */
    boolean expire(String key, Ttl ttl);

    /** Replaces the time to live of a key, as {@link #expire(String, Ttl)} does. */
    default boolean expire(String key, Duration ttl) {
        return expire(key, Ttl.of(ttl));
    }

    /**
     * Returns the counter under a key. Does no I/O.
     *
     * @param ttl the time to live of a newly created counter; later changes do not prolong it
     */
    Counter counter(String key, Ttl ttl);

    /** Returns the counter under a key, as {@link #counter(String, Ttl)} does. */
    default Counter counter(String key, Duration ttl) {
        return counter(key, Ttl.of(ttl));
    }

    /**
     * Returns the set under a key. Does no I/O.
     *
     * @param ttl the time to live of a newly created set; later changes do not prolong it
     */
    default <T> SharedSet<T> sharedSet(String key, Class<T> type, Ttl ttl) {
        return sharedSet(key, TypeRef.of(type), ttl);
    }

    /**
     * Returns the set under a key, with elements of a type with type arguments.
     *
     * @throws io.redoubt.api.ConfigurationException if the codec encrypts: elements are compared by their bytes
     */
    <T> SharedSet<T> sharedSet(String key, TypeRef<T> type, Ttl ttl);

    /** Returns the set under a key, as {@link #sharedSet(String, Class, Ttl)} does. */
    default <T> SharedSet<T> sharedSet(String key, Class<T> type, Duration ttl) {
        return sharedSet(key, TypeRef.of(type), Ttl.of(ttl));
    }

    /** Returns the set under a key, as {@link #sharedSet(String, TypeRef, Ttl)} does. */
    default <T> SharedSet<T> sharedSet(String key, TypeRef<T> type, Duration ttl) {
        return sharedSet(key, type, Ttl.of(ttl));
    }

    /**
     * Returns the list under a key. Does no I/O.
     *
     * @param ttl the time to live of a newly created list; later changes do not prolong it
     */
    default <T> SharedList<T> sharedList(String key, Class<T> type, Ttl ttl) {
        return sharedList(key, TypeRef.of(type), ttl);
    }

    /** Returns the list under a key, with elements of a type with type arguments. */
    <T> SharedList<T> sharedList(String key, TypeRef<T> type, Ttl ttl);

    /** Returns the list under a key, as {@link #sharedList(String, Class, Ttl)} does. */
    default <T> SharedList<T> sharedList(String key, Class<T> type, Duration ttl) {
        return sharedList(key, TypeRef.of(type), Ttl.of(ttl));
    }

    /** Returns the list under a key, as {@link #sharedList(String, TypeRef, Ttl)} does. */
    default <T> SharedList<T> sharedList(String key, TypeRef<T> type, Duration ttl) {
        return sharedList(key, type, Ttl.of(ttl));
    }

    /**
     * Returns the leaderboard under a key. Does no I/O.
     *
     * @param ttl the time to live of a newly created leaderboard; later changes do not prolong it
     */
    Leaderboard leaderboard(String key, Ttl ttl);

    /** Returns the leaderboard under a key, as {@link #leaderboard(String, Ttl)} does. */
    default Leaderboard leaderboard(String key, Duration ttl) {
        return leaderboard(key, Ttl.of(ttl));
    }

    /** Deletes all keys that match a pattern, as {@link #deleteMatching(String, Consumer)} does. */
    default long deleteMatching(String pattern) {
        return deleteMatching(pattern, progress -> {});
    }

    /**
     * Deletes all keys of any type that match a pattern, in small steps that do not hold up other clients: a SCAN
     * of each master in turn, UNLINK in batches, and after each batch a pause as long as the batch took. Memory
     * use does not grow with the number of keys. Keys of regions, sessions, limits and locks, and keys of other
     * applications, cannot match.
     *
     * <p>A key that exists for the whole time is deleted. A key that is created meanwhile, or moves from one
     * master to another, may remain. The embedded store does the same over its own keys.
     *
     * @param pattern a Redis pattern: {@code *} matches any bytes, {@code ?} one byte, {@code [a-z]} and
     *     {@code [^a]} one byte of a class, and {@code \} makes the next character literal. It must start with a
     *     literal character, and may contain at most {@value #MAX_STARS} stars
     * @param progress is called with the progress after each batch, on the calling thread, and at least once. An
     *     exception that it throws ends the deletion, and is rethrown
     * @return number of deleted keys
     * @throws io.redoubt.api.StoreUnavailableException if a server did not reply. The keys of the others are deleted;
     *     calling again deletes the rest
     */
    long deleteMatching(String pattern, Consumer<DeletionProgress> progress);

    /**
     * Returns a region with this specification. Does no I/O. Two calls with the same name return two views of the
     * same data, each with its own single flight; so an application keeps the region, as it keeps the cache.
     */
    <K, V> Region<K, V> region(RegionSpec<K, V> spec);

    /**
     * Returns a view of this store whose values, sets, lists, regions and write-behinds are encoded by another codec.
     * Keys, connections, threads and statistics are those of this store. Does no I/O.
     */
    CacheStore withCodec(Codec codec);

    /** Returns the counters of this process since the store was opened. Does no I/O. */
    CacheStatistics statistics();

    /** Returns statistics of the servers. Sends one INFO to each master; scans nothing. */
    ServerStatistics serverStatistics();

    /** Returns the asynchronous view of this store. The same object every time. */
    AsyncCacheStore async();
}
