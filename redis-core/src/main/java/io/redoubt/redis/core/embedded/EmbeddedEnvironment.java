package io.redoubt.redis.core.embedded;

import io.redoubt.redis.core.SystemClock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Surroundings of embedded features: the time, and what happens before each operation of their stores.
 *
 * @param clock the clock by which entries, sessions, windows and leases end, and background threads wait
 * @param now the wall-clock time at the present reading of the clock
 * @param gate the gate that each operation passes
 */
public record EmbeddedEnvironment(MonotonicClock clock, Instant now, StoreGate gate) {

    /** Returns surroundings with that clock, in nanoseconds, and a gate that is always open. */
    public static EmbeddedEnvironment of(LongSupplier nanoTime, Instant now) {
        return new EmbeddedEnvironment(MonotonicClock.of(nanoTime), now, StoreGate.OPEN);
    }

    /** Returns the surroundings outside of tests: the clocks of the JVM, and a gate that is always open. */
    public static EmbeddedEnvironment ofThisJvm() {
        return of(SystemClock.nanoTime(), SystemClock.now());
    }
}
