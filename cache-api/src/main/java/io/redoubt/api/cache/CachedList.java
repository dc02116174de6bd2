package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Elements in an order under one key, shared by all processes: a log of the last events, a queue.
 *
 * <pre>{@code
 * CachedList<Message> chat = cache.listOf("chat:7", Message.class, Ttl.of(Duration.ofDays(1))).bounded(200);
 * chat.pushFirst(message);
 * List<Message> newest = chat.first(50);
 * }</pre>
 *
 * <p>Thread-safe; each call is one step that is not mixed with others', one command, one round trip. The list is created with
 * its first element, with its time to live in the same step, which later changes do not prolong; it is gone with its last
 * one. What does not decode, because another program wrote it, is left out of what is read, and counted in
 * {@link CacheStatistics#undecodable()}.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an element that is null or too large, or a number out of
 * its bounds; {@link io.redoubt.api.StoreRejectedException} if the key holds something else than a list.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}; where
 * {@code mayHaveTakenEffect()} is true, the element may have been pushed or taken, and it is not repeated.
 */
public interface CachedList<T> {

    /** The largest number of elements pushed in one call. */
    int MAX_BATCH = 1_000;

    /** The largest number of elements read in one call. */
    int MAX_RANGE = 1_000;

    /**
     * This list with a bound: what is pushed to one end drives out what is beyond the bound at the other, in the same step.
     *
     * @param most how many elements are kept; at least 1
     */
    CachedList<T> bounded(int most);

    /** Puts an element before the first one. Returns how many there are now. */
    default long pushFirst(T element) {
        return pushAllFirst(Collections.singletonList(element));
    }

    /**
     * Puts elements before the first one, one after another, so that the last of them is the first of the list.
     *
     * @param elements 1 to {@value #MAX_BATCH}
     * @return how many there are now
     */
    long pushAllFirst(Collection<? extends T> elements);

    /** Puts an element behind the last one. Returns how many there are now. */
    default long pushLast(T element) {
        return pushAllLast(Collections.singletonList(element));
    }

    /**
     * Puts elements behind the last one, one after another.
     *
     * @param elements 1 to {@value #MAX_BATCH}
     * @return how many there are now
     */
    long pushAllLast(Collection<? extends T> elements);

    /** Takes the first element away; empty if there is none, or if it did not decode. */
    Optional<T> popFirst();

    /** Takes the last element away; empty if there is none, or if it did not decode. */
    Optional<T> popLast();

    /**
     * The first elements, from the first one on.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    default List<T> first(int count) {
        return range(0, count);
    }

    /**
     * The last elements, in the order of the list.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<T> last(int count);

    /**
     * Some of the elements, in the order of the list.
     *
     * @param from how many are left out at the beginning; not negative
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<T> range(long from, int count);

    /**
     * Takes away all but the first elements.
     *
     * @param count how many stay; at least 1
     */
    void keepFirst(int count);

    /**
     * Takes away all but the last elements.
     *
     * @param count how many stay; at least 1
     */
    void keepLast(int count);

    /** How many there are. */
    long size();
}
