package io.redoubt.cache.internal.warmup;

import io.redoubt.api.cache.HotKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Estimator that adds up weights, such as load times, for each key and finds the keys with the greatest sums. It tracks
 * a bounded number of keys by the algorithm Space-Saving with weights (Metwally, Agrawal, El Abbadi, ICDT 2005): a key
 * that is not tracked replaces the one with the smallest sum, and takes over that sum as its error bound.
 *
 * <p>Thread-safe. An update that finds the lock taken is dropped. Whether that happens does not depend on the key, so
 * contention does not change the order of the keys.
 */
final class HeaviestKeysEstimator {

    private static final class Slot {
        String key = "";
        long sum;
        long error;
        int heapIndex;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Slot> byKey = new HashMap<>();
    private final Slot[] heap; // min-heap by sum
    private int size;

    HeaviestKeysEstimator(int max) {
        heap = new Slot[max];
    }

    /** Adds a weight to the sum of a key. */
    void add(String key, long weight) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Slot slot = byKey.get(key);
            if (slot == null) {
                slot = size < heap.length ? addSlot() : replaceSmallest();
                slot.key = key;
                byKey.put(key, slot);
            }
            slot.sum += weight;
            siftDown(slot);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the keys with the greatest sums, in descending order. */
    List<HotKey> greatest(int max) {
        lock.lock();
        try {
            return Arrays.stream(heap, 0, size)
                    .sorted(Comparator.comparingLong((Slot slot) -> slot.sum)
                            .reversed()
                            .thenComparing(slot -> slot.key))
                    .limit(max)
                    .map(slot -> new HotKey(slot.key, slot.sum, slot.error))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private Slot addSlot() {
        Slot slot = new Slot();
        slot.heapIndex = size;
        heap[size++] = slot;
        siftUp(slot);
        return slot;
    }

    private Slot replaceSmallest() {
        Slot smallest = heap[0];
        byKey.remove(smallest.key);
        smallest.error = smallest.sum;
        return smallest;
    }

    private void siftUp(Slot slot) {
        while (slot.heapIndex > 0 && heap[(slot.heapIndex - 1) / 2].sum > slot.sum) {
            swap(slot, heap[(slot.heapIndex - 1) / 2]);
        }
    }

    private void siftDown(Slot slot) {
        while (true) {
            int left = 2 * slot.heapIndex + 1;
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
        int heapIndex = one.heapIndex;
        one.heapIndex = other.heapIndex;
        other.heapIndex = heapIndex;
        heap[one.heapIndex] = one;
        heap[other.heapIndex] = other;
    }
}
