package io.redoubt.redis.core.embedded;

import io.redoubt.redis.core.SystemClock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Immutable record of the objects that all in-memory stores share: a clock, a memory budget and a hook that runs before
 * each operation. Tests can replace the clock and the hook.
 *
 * @param clock the clock by which entries, sessions, windows and leases end, and background threads wait
 * @param now the wall-clock time at the present reading of the clock
 * @param gate the gate that each operation passes
 * @param memory the memory for state that is never evicted
 */
public record EmbeddedStoreContext(MonotonicClock clock, Instant now, StoreInterceptor gate, StateMemoryBudget memory) {

    /** Creates surroundings with the default budget of memory. */
    public EmbeddedStoreContext(MonotonicClock clock, Instant now, StoreInterceptor gate) {
        this(
                clock,
                now,
                gate,
                StateMemoryBudget.of(
                        StateMemoryBudget.defaultBytes(Runtime.getRuntime().maxMemory())));
    }

    /** Returns these surroundings with another budget of memory, of which nothing is reserved. */
    public EmbeddedStoreContext withMemory(StateMemoryBudget budget) {
        return new EmbeddedStoreContext(clock, now, gate, budget);
    }

    /** Returns surroundings with that clock, in nanoseconds, and a gate that is always open. */
    public static EmbeddedStoreContext of(LongSupplier nanoTime, Instant now) {
        return new EmbeddedStoreContext(MonotonicClock.of(nanoTime), now, StoreInterceptor.OPEN);
    }

    /** Returns the surroundings outside of tests: the clocks of the JVM, and a gate that is always open. */
    public static EmbeddedStoreContext ofThisJvm() {
        return of(SystemClock.nanoTime(), SystemClock.now());
    }
}
