package io.redoubt.tck.backend;

import io.redoubt.tck.FakeClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.time.Duration;

/** Test backend that keeps all data in the memory of this process and has a clock that the test advances. */
final class EmbeddedBackend implements Backend {

    private final Invariant.Snapshot before = ThreadLeaks.none().snapshot();
    private final FakeClock clock = FakeClock.aboutToOverflow();

    @Override
    public <T> T feature(OnRedis<T> onRedis, Embedded<T> embedded) {
        return embedded.open(clock);
    }

    @Override
    public void elapse(Duration duration) {
        clock.advance(duration);
    }

    @Override
    public void permanent(String key) {
        // Embedded data ends with the test.
    }

    @Override
    public void close() {
        before.verify();
    }

    @Override
    public String toString() {
        return "embedded";
    }
}
