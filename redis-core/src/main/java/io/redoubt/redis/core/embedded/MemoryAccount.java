package io.redoubt.redis.core.embedded;

/**
 * Account of the memory that one in-memory store uses and has reserved from a shared {@link StateMemoryBudget}. Not
 * thread-safe: the store's lock guards it.
 */
public final class MemoryAccount {

    private final StateMemoryBudget budget;
    private long reserved;
    private long used;

    /** Creates an account with nothing reserved. */
    public MemoryAccount(StateMemoryBudget budget) {
        this.budget = budget;
    }

    /** Ensures that the store may use so many bytes more than it does. Returns false if the budget is exceeded. */
    public boolean tryReserve(long growth) {
        long missing = used + growth - reserved;
        if (missing > 0) {
            if (!budget.tryReserve(missing)) {
                return false;
            }
            reserved += missing;
        }
        return true;
    }

    /** Records that the store uses so many bytes more than before, or less if negative. */
    public void use(long bytes) {
        used += bytes;
    }

    /** Gives back what is reserved and not used. Called at the end of each operation. */
    public void settle() {
        if (reserved != used) {
            budget.add(used - reserved);
            reserved = used;
        }
    }
}
