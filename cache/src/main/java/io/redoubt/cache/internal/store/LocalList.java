package io.redoubt.cache.internal.store;

import io.redoubt.cache.internal.store.ListStore.End;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In-memory list of encoded elements, used by {@link EmbeddedListStore}. As in Redis, access is fast at its ends and
 * linear in between.
 */
final class LocalList extends LocalStructure {

    private static final int ELEMENT_OVERHEAD = 24;

    private final Deque<byte[]> elements = new ArrayDeque<>();

    long push(End end, List<byte[]> pushed, int max) {
        for (byte[] element : pushed) {
            if (end == End.FIRST) {
                elements.addFirst(element);
            } else {
                elements.addLast(element);
            }
            weight += element.length + ELEMENT_OVERHEAD;
        }
        if (max != ListStore.UNBOUNDED) {
            keep(end, max);
        }
        return elements.size();
    }

    byte @Nullable [] pop(End end) {
        byte[] element = end == End.FIRST ? elements.pollFirst() : elements.pollLast();
        if (element != null) {
            weight -= element.length + ELEMENT_OVERHEAD;
        }
        return element;
    }

    /** Removes all elements except {@code count} of them at an end. */
    boolean keep(End end, int count) {
        while (elements.size() > count) {
            pop(end == End.FIRST ? End.LAST : End.FIRST);
        }
        return true;
    }

    List<byte[]> range(long from, long to) {
        long first = from < 0 ? Math.max(0, elements.size() + from) : from;
        long last = to < 0 ? elements.size() + to : to;
        List<byte[]> range = new ArrayList<>();
        Iterator<byte[]> walk = elements.iterator();
        for (long place = 0; place <= last && walk.hasNext(); place++) {
            byte[] element = walk.next();
            if (place >= first) {
                range.add(element);
            }
        }
        return range;
    }

    @Override
    int size() {
        return elements.size();
    }
}
