package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * List of values under one cache key, shared by all processes and usable as a queue or a log of recent events.
 *
 * <pre>{@code
 * SharedList<Message> chat = cache.sharedList("chat:7", Message.class, Ttl.of(Duration.ofDays(1))).bounded(200);
 * chat.pushFirst(message);
 * List<Message> newest = chat.first(50);
 * }</pre>
 *
 * <p>Thread-safe; each call is atomic: one command, one round trip. The list is created with its first element,
 * together with its time to live, which later changes do not prolong; it is deleted with its last element.
 * Elements that cannot be decoded, because another program wrote them, are left out of the results, and counted in
 * {@link CacheStatistics#undecodable()}.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an element that is null or too large, or a
 * number outside its bounds; {@link io.redoubt.api.StoreRejectedException} if the key does not hold a list.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}. If its
 * {@code mayHaveTakenEffect()} is true, the element may have been pushed or removed; the call is not repeated.
 */
public interface SharedList<T> {

    /** Maximum number of elements pushed in one call. */
    int MAX_BATCH = 1_000;

    /** Maximum number of elements read in one call. */
    int MAX_RANGE = 1_000;

    /**
     * Returns a bounded view of this list: a push at one end removes elements beyond the bound at the other end,
     * atomically.
     *
     * @param most maximum number of elements; at least 1
     */
    SharedList<T> bounded(int most);

    /** Inserts an element before the first one. Returns the new size. */
    default long pushFirst(T element) {
        return pushAllFirst(Collections.singletonList(element));
    }

    /**
     * Inserts elements before the first one, one after another, so that the last of them becomes the first of the
     * list.
     *
     * @param elements 1 to {@value #MAX_BATCH}
     * @return the new size
     */
    long pushAllFirst(Collection<? extends T> elements);

    /** Appends an element. Returns the new size. */
    default long pushLast(T element) {
        return pushAllLast(Collections.singletonList(element));
    }

    /**
     * Appends elements, one after another.
     *
     * @param elements 1 to {@value #MAX_BATCH}
     * @return the new size
     */
    long pushAllLast(Collection<? extends T> elements);

    /** Removes and returns the first element; empty if the list is empty, or if the element could not be decoded. */
    Optional<T> popFirst();

    /** Removes and returns the last element; empty if the list is empty, or if the element could not be decoded. */
    Optional<T> popLast();

    /**
     * Returns the first elements.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    default List<T> first(int count) {
        return range(0, count);
    }

    /**
     * Returns the last elements, in the order of the list.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<T> last(int count);

    /**
     * Returns a range of the elements, in the order of the list.
     *
     * @param from number of elements to skip at the beginning; not negative
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<T> range(long from, int count);

    /**
     * Removes all but the first elements.
     *
     * @param count number of elements to keep; at least 1
     */
    void keepFirst(int count);

    /**
     * Removes all but the last elements.
     *
     * @param count number of elements to keep; at least 1
     */
    void keepLast(int count);

    /** Returns the number of elements. */
    long size();
}
