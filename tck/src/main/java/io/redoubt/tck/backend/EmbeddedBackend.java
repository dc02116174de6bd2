package io.redoubt.tck.backend;

import io.redoubt.tck.FakeClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.time.Duration;

/** Embedded backend in this process, with a fake clock. */
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
