package io.redoubt.redis.core.routing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Table of the servers that own the hash slots of a cluster, as far as they are known. Thread-safe; never blocks. */
final class SlotTable {

    private final AtomicReferenceArray<@Nullable ServerHandle> owners = new AtomicReferenceArray<>(HashSlot.COUNT);
    private final AtomicBoolean isChanged = new AtomicBoolean();

    /** Returns the owner of a slot; null if it is not known. */
    @Nullable
    ServerHandle owner(int slot) {
        return owners.get(slot);
    }

    /** Sets the owner of a slot. */
    void set(int slot, ServerHandle owner) {
        if (owners.getAndSet(slot, owner) != owner) {
            isChanged.set(true);
        }
    }

    /**
     * Sets the owners of ranges of slots. A slot outside of them keeps its owner if that one is still in use; otherwise
     * the owner is unknown.
     */
    void install(Map<SlotRange, ServerHandle> ranges, Set<ServerHandle> inUse) {
        ranges.forEach((range, owner) -> {
            for (int slot = range.first(); slot <= range.last(); slot++) {
                set(slot, owner);
            }
        });
        for (int slot = 0; slot < HashSlot.COUNT; slot++) {
            ServerHandle owner = owners.get(slot);
            if (owner != null && !inUse.contains(owner) && owners.compareAndSet(slot, owner, null)) {
                isChanged.set(true);
            }
        }
    }

    /** Returns whether the owner of a slot has changed since this was last asked. */
    boolean takeChange() {
        return isChanged.getAndSet(false);
    }
}
