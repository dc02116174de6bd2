package io.redoubt.jedis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Says when the time of a test is over, and makes pauses in it. */
final class Ticker implements BooleanSupplier {

    private final long end;

    Ticker(Duration time) {
        this.end = System.nanoTime() + time.toNanos();
    }

    @Override
    public boolean getAsBoolean() {
        return System.nanoTime() - end > 0;
    }

    void pause(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis * 1_000_000; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
