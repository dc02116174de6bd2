package io.redoubt.session;

import io.redoubt.redis.core.embedded.MemoryAccount;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Collection of the records of session ids that were replaced a short time ago. It also tracks the memory that they
 * take, which limits their number. Not thread-safe.
 */
final class InMemoryRotationRecords {

    /** By the old id; the oldest record, which ends first, is the first one. */
    private final Map<HashedSessionId, InMemoryRotationRecord> records = new LinkedHashMap<>();

    private final MemoryAccount memory;

    InMemoryRotationRecords(MemoryAccount memory) {
        this.memory = memory;
    }

    int size() {
        return records.size();
    }

    /** Returns the record under an old id, if it has not ended at the given time. */
    Optional<InMemoryRotationRecord> find(HashedSessionId old, long now) {
        return Optional.ofNullable(records.get(old)).filter(rotation -> rotation.isKept(now));
    }

    void put(HashedSessionId old, InMemoryRotationRecord rotation) {
        remove(old);
        records.put(old, rotation);
        memory.use(InMemoryRotationRecord.BYTES);
    }

    /** Removes the record under an old id, if there is one. */
    void remove(HashedSessionId old) {
        if (records.remove(old) != null) {
            memory.use(-InMemoryRotationRecord.BYTES);
        }
    }

    /** Removes records that have ended at the given time, at most {@code max}. Returns how many it has removed. */
    int removeEnded(long now, int max) {
        return removeFirst(max, rotation -> !rotation.isKept(now));
    }

    /** Removes the oldest records, at most {@code max}. Returns how many it has removed. */
    int removeOldest(int max) {
        return removeFirst(max, rotation -> true);
    }

    private int removeFirst(int max, Predicate<InMemoryRotationRecord> condition) {
        Iterator<InMemoryRotationRecord> oldestFirst = records.values().iterator();
        int removed = 0;
        while (removed < max && oldestFirst.hasNext() && condition.test(oldestFirst.next())) {
            oldestFirst.remove();
            memory.use(-InMemoryRotationRecord.BYTES);
            removed++;
        }
        return removed;
    }
}
