package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/**
 * Set of distinct values under one cache key, shared by all processes.
 *
 * <pre>{@code
 * SharedSet<String> online = cache.sharedSet("zone:7:online", String.class, Ttl.of(Duration.ofHours(1)));
 * online.add("user-42");
 * }</pre>
 *
 * <p>Thread-safe; each call is atomic: one command, one round trip. Two elements are equal if their encoded forms
 * are. Text, numbers, enums and records of those are safe; maps and sets, whose order may differ, are not. The set
 * is created with its first element, together with its time to live, which later changes do not prolong; it is
 * deleted with its last element.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an element that is null or too large, or for
 * too many elements; {@link io.redoubt.api.StoreRejectedException} if the key does not hold a set.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}; repeating an
 * addition or a removal is safe.
 */
public interface SharedSet<T> {

    /** Maximum number of elements in one call. */
    int MAX_BATCH = 1_000;

    /** Maximum size of a set that {@link #members()} reads. */
    int MAX_MEMBERS = 10_000;

    /** Adds an element. Returns whether it is new. */
    default boolean add(T element) {
        return addAll(Collections.singletonList(element)) == 1;
    }

    /**
     * Adds elements.
     *
     * @param elements at most {@value #MAX_BATCH}
     * @return number of new elements
     */
    int addAll(Collection<? extends T> elements);

    /** Removes an element. Returns whether it was present. */
    default boolean remove(T element) {
        return removeAll(Collections.singletonList(element)) == 1;
    }

    /**
     * Removes elements.
     *
     * @param elements at most {@value #MAX_BATCH}
     * @return number of elements that were present
     */
    int removeAll(Collection<? extends T> elements);

    /** Returns whether the element is present. */
    boolean contains(T element);

    /**
     * Returns all elements, in no particular order; unmodifiable. Elements that cannot be decoded, because another
     * program wrote them, are left out, and counted in {@link CacheStatistics#undecodable()}.
     *
     * @throws io.redoubt.api.StoreRejectedException with code {@code LIMIT} if there are more than
     *     {@value #MAX_MEMBERS} elements, since a larger reply would hold up the commands of other callers
     */
    Set<T> members();

    /** Returns the number of elements. */
    long size();
}
