package io.redoubt.redis.core.embedded;

import io.redoubt.redis.core.SystemClock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Surroundings of embedded features: the time, what happens before each operation of their stores, and how much memory
 * they may take.
 *
 * @param clock the clock by which entries, sessions, windows and leases end, and background threads wait
 * @param now the wall-clock time at the present reading of the clock
 * @param gate the gate that each operation passes
 * @param memory the memory for state that is never evicted
 */
public record EmbeddedEnvironment(MonotonicClock clock, Instant now, StoreGate gate, MemoryBudget memory) {

    /** Creates surroundings with the default budget of memory. */
    public EmbeddedEnvironment(MonotonicClock clock, Instant now, StoreGate gate) {
        this(
                clock,
                now,
                gate,
                MemoryBudget.of(MemoryBudget.defaultBytes(Runtime.getRuntime().maxMemory())));
    }

    /** Returns these surroundings with another budget of memory, of which nothing is reserved. */
    public EmbeddedEnvironment withMemory(MemoryBudget budget) {
        return new EmbeddedEnvironment(clock, now, gate, budget);
    }

    /** Returns surroundings with that clock, in nanoseconds, and a gate that is always open. */
    public static EmbeddedEnvironment of(LongSupplier nanoTime, Instant now) {
        return new EmbeddedEnvironment(MonotonicClock.of(nanoTime), now, StoreGate.OPEN);
    }

    /** Returns the surroundings outside of tests: the clocks of the JVM, and a gate that is always open. */
    public static EmbeddedEnvironment ofThisJvm() {
        return of(SystemClock.nanoTime(), SystemClock.now());
    }
}
