package io.redoubt.cache;

import io.redoubt.api.cache.HotKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys with the greatest sums, among ever so many, at bounded memory: Space-Saving with weights (Metwally, Agrawal, El
 * Abbadi, ICDT 2005). A key that is not among those watched takes the place of the smallest one, and its sum as its error.
 *
 * <p>Thread-safe. Who finds it busy goes on without having counted: that many keys are read at the same time changes nothing in
 * their order.
 */
final class TopKeys {

    private static final class Slot {
        String key = "";
        long sum;
        long error;
        int place;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Slot> byKey = new HashMap<>();
    private final Slot[] heap; // the smallest sum on top
    private int size;

    TopKeys(int most) {
        heap = new Slot[most];
    }

    void add(String key, long weight) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Slot slot = byKey.get(key);
            if (slot == null) {
                slot = size < heap.length ? created() : taken();
                slot.key = key;
                byKey.put(key, slot);
            }
            slot.sum += weight;
            sinks(slot);
        } finally {
            lock.unlock();
        }
    }

    /** The greatest, the first one most of all. */
    List<HotKey> greatest(int most) {
        lock.lock();
        try {
            return Arrays.stream(heap, 0, size)
                    .sorted(Comparator.comparingLong((Slot slot) -> slot.sum)
                            .reversed()
                            .thenComparing(slot -> slot.key))
                    .limit(most)
                    .map(slot -> new HotKey(slot.key, slot.sum, slot.error))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private Slot created() {
        Slot slot = new Slot();
        slot.place = size;
        heap[size++] = slot;
        rises(slot);
        return slot;
    }

    private Slot taken() {
        Slot smallest = heap[0];
        byKey.remove(smallest.key);
        smallest.error = smallest.sum;
        return smallest;
    }

    private void rises(Slot slot) {
        while (slot.place > 0 && heap[(slot.place - 1) / 2].sum > slot.sum) {
            swap(slot, heap[(slot.place - 1) / 2]);
        }
    }

    private void sinks(Slot slot) {
        while (true) {
            int left = 2 * slot.place + 1;
            if (left >= size) {
                return;
            }
            int smaller = left + 1 < size && heap[left + 1].sum < heap[left].sum ? left + 1 : left;
            if (heap[smaller].sum >= slot.sum) {
                return;
            }
            swap(slot, heap[smaller]);
        }
    }

    private void swap(Slot one, Slot other) {
        int place = one.place;
        one.place = other.place;
        other.place = place;
        heap[one.place] = one;
        heap[other.place] = other;
    }
}
