package io.redoubt.lettuce;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Injector of faults into the buffers of connections, which throws at random at the enabled points. Thread-safe.
 */
final class FaultInjector {

    /** Buffer operation that may fail. */
    enum Point {
        /**
         * Allocation of a buffer: for a request, for data that is read, or for the handler that collects replies.
         */
        ALLOCATE,
        /** Growth of a buffer's capacity. */
        GROW,
        /** Encoding of an argument into a buffer. */
        ENCODE,
        /** Decoding of a reply from a buffer. */
        DECODE
    }

    private final Set<Point> points;
    private final int oneIn;
    private final AtomicInteger injected = new AtomicInteger();
    private volatile boolean armed = true;

    private FaultInjector(Set<Point> points, int oneIn) {
        this.points = points;
        this.oneIn = oneIn;
    }

    /** Returns an injector for certain points; on average one of {@code oneIn} operations fails. */
    static FaultInjector at(Set<Point> points, int oneIn) {
        return new FaultInjector(EnumSet.copyOf(points), oneIn);
    }

    /** Throws at random if the point is enabled. */
    void pass(Point point) {
        if (armed && points.contains(point) && ThreadLocalRandom.current().nextInt(oneIn) == 0) {
            throwOne(point, injected.incrementAndGet());
        }
    }

    private static void throwOne(Point point, int number) {
        String message = "injected by a test: " + point + " " + number;
        switch (number % 4) {
            case 0 -> throw new IllegalStateException(message);
            case 1 -> throw new OutOfMemoryError(message);
            case 2 -> throw new IndexOutOfBoundsException(message);
            default -> throw new LinkageError(message);
        }
    }

    /** Ends the faults. */
    void disarm() {
        armed = false;
    }

    /** Returns the number of faults so far. */
    int injected() {
        return injected.get();
    }
}
