package io.redoubt.lock;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generator of owner tokens: globally unique strings, each of which identifies one acquisition of a lock. A token has
 * 96 random bits, chosen once per provider, followed by a sequence number. Thread-safe.
 */
final class OwnerTokenGenerator {

    private static final int RANDOM_BYTES = 12;

    private final String prefix;
    private final AtomicLong sequence = new AtomicLong();

    OwnerTokenGenerator() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        this.prefix = HexFormat.of().formatHex(random) + "-";
    }

    String next() {
        return prefix + Long.toString(sequence.incrementAndGet(), Character.MAX_RADIX);
    }
}
