package io.redoubt.session;

import io.redoubt.redis.core.embedded.MemoryAccount;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Collection of {@link InMemoryRotationRecord} objects, one for each session id that was replaced a short time ago. It
 * also tracks the memory that they take, which limits their number. Not thread-safe.
 */
final class InMemoryRotationRecords {

    /** By the old id; the oldest record, which ends first, is the first one. */
    private final Map<HashedSessionId, InMemoryRotationRecord> records;

    private final MemoryAccount memory;

    InMemoryRotationRecords(MemoryAccount memory) {
        this(memory, new LinkedHashMap<>());
    }

    /** Creates a collection that consists of this map, which is empty, and keeps the order of insertion. */
    InMemoryRotationRecords(MemoryAccount memory, Map<HashedSessionId, InMemoryRotationRecord> records) {
        this.memory = memory;
        this.records = records;
    }

    int size() {
        return records.size();
    }

    /** Returns the estimated size of all records. */
    long bytes() {
        return records.size() * InMemoryRotationRecord.BYTES;
    }

    /** Returns the record under an old id, if it has not ended at the given time. */
    Optional<InMemoryRotationRecord> find(HashedSessionId old, long now) {
        return Optional.ofNullable(records.get(old)).filter(rotation -> rotation.isKept(now));
    }

    /** Adds a record, in place of any that is under the same id; or does not change anything, if that fails. */
    void put(HashedSessionId old, InMemoryRotationRecord rotation) {
        remove(old);
        boolean isPut = false;
        try {
            records.put(old, rotation);
            isPut = true;
        } finally {
            if (!isPut) {
                records.remove(old);
            }
        }
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

    /** Removes the oldest record, if there is one. */
    void removeOldest() {
        int unused = removeFirst(1, rotation -> true);
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
