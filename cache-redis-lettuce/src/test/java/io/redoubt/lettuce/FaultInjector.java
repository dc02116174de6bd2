package io.redoubt.lettuce;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Injector of faults into the buffers of connections: throws at random where it is asked. Thread-safe. */
final class FaultInjector {

    /** Operation of a buffer that may fail. */
    enum Point {
        /** A new buffer: for a request, for what is read, or for the handler that collects replies. */
        ALLOCATE,
        /** More capacity for a buffer. */
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

    /** An injector at certain points; on average one of so many operations fails. */
    static FaultInjector at(Set<Point> points, int oneIn) {
        return new FaultInjector(EnumSet.copyOf(points), oneIn);
    }

    /** Fails now and then. */
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

    /** The number of faults so far. */
    int injected() {
        return injected.get();
    }
}
