package io.redoubt.cache;

import io.redoubt.api.Ttl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of encoded elements under checked keys, on Redis or in this process. Thread-safe. */
interface ListStore {

    /** The bound of a list that has none. */
    int UNBOUNDED = 0;

    /**
     * Pushes elements, at least one, one after another; a list that is created gets the time to live.
     *
     * @param most how many stay, counted from the end that was pushed to; {@link #UNBOUNDED} for all
     * @return how many there are now
     */
    long push(String key, End end, List<byte[]> elements, int max, Ttl ttl);

    /** Takes the element at an end away; null if there is none. */
    byte @Nullable [] pop(String key, End end);

    /** The elements from one place to another, both included; places from -1 downwards count from the last one. */
    List<byte[]> range(String key, long from, long to);

    /** Takes away all but the elements at an end. */
    void keep(String key, End end, int count);

    long size(String key);

    /** The ends of a list. */
    enum End {
        FIRST,
        LAST
    }
}
