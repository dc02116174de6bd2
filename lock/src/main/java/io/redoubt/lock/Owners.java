package io.redoubt.lock;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Owners that nobody else has: 96 random bits for this provider, and a number. Thread-safe. */
final class Owners {

    private static final int RANDOM_BYTES = 12;

    private final String start;
    private final AtomicLong number = new AtomicLong();

    Owners() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        this.start = HexFormat.of().formatHex(random) + "-";
    }

    String next() {
        return start + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
    }
}
