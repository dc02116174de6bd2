package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/**
 * Distinct elements under one key, shared by all processes.
 *
 * <pre>{@code
 * CachedSet<String> online = cache.setOf("zone:7:online", String.class, Ttl.of(Duration.ofHours(1)));
 * online.add("user-42");
 * }</pre>
 *
 * <p>Thread-safe; each call is one step that is not mixed with others', one command, one round trip. Two elements are the
 * same if their encoded forms are: text, numbers, enums and records of those are safe, and maps or sets, whose order may
 * differ, are not. The set is created with its first element, with its time to live in the same step, which later changes do
 * not prolong; it is gone with its last one.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an element that is null or too large, or for too many;
 * {@link io.redoubt.api.StoreRejectedException} if the key holds something else than a set.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}; to add or remove again
 * is safe.
 */
public interface CachedSet<T> {

    /** The largest number of elements in one call. */
    int MAX_BATCH = 1_000;

    /** The largest set that {@link #members()} reads. */
    int MAX_MEMBERS = 10_000;

    /** Adds an element. Returns whether it was not there before. */
    default boolean add(T element) {
        return addAll(Collections.singletonList(element)) == 1;
    }

    /**
     * Adds elements.
     *
     * @param elements at most {@value #MAX_BATCH}
     * @return how many were not there before
     */
    int addAll(Collection<? extends T> elements);

    /** Removes an element. Returns whether it was there. */
    default boolean remove(T element) {
        return removeAll(Collections.singletonList(element)) == 1;
    }

    /**
     * Removes elements.
     *
     * @param elements at most {@value #MAX_BATCH}
     * @return how many were there
     */
    int removeAll(Collection<? extends T> elements);

    /** Whether the element is there. */
    boolean contains(T element);

    /**
     * All elements, in no order; unmodifiable. What does not decode, because another program wrote it, is left out, and
     * counted in {@link CacheStatistics#undecodable()}.
     *
     * @throws io.redoubt.api.StoreRejectedException with code {@code LIMIT} if there are more than {@value #MAX_MEMBERS}: so
     *     many would hold up everybody else's commands
     */
    Set<T> members();

    /** How many there are. */
    long size();
}
