package bad.clock.io.redoubt.redis.core;

import java.util.function.LongSupplier;

/** The holder may. */
final class SystemClock {

    private SystemClock() {}

    static LongSupplier nanoTime() {
        return System::nanoTime;
    }
}
