package bad.clock.io.redoubt.cache;

import java.time.Instant;
import java.util.Date;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads clocks without a plain call. */
final class RefersToTime {

    static final LongSupplier IN_A_FIELD = System::nanoTime;

    @SuppressWarnings("JavaUtilDate")
    static final Supplier<Date> AS_A_CONSTRUCTOR = Date::new;

    private RefersToTime() {}

    static Supplier<LongSupplier> inALambda() {
        return () -> System::currentTimeMillis;
    }

    static Supplier<Supplier<Instant>> calledInALambda() {
        return () -> () -> Instant.now();
    }

    static Supplier<Instant> inAnAnonymousClass() {
        return new Supplier<>() {
            @Override
            public Instant get() {
                return Instant.now();
            }
        };
    }
}
