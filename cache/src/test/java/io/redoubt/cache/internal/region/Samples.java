package io.redoubt.cache.internal.region;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Entry tokens and values for tests, distinguished by a number. */
final class Samples {

    static final Duration HOUR = Duration.ofHours(1);

    private static final TagVersion INVALIDATION_VERSION = new TagVersion(7, "00000000000000aa");

    private Samples() {}

    static EntryVersion loader(int number) {
        return EntryVersion.newLoadMarker(new Random(number));
    }

    static EntryVersion version(int number) {
        return EntryVersion.newValueVersion(new Random(number));
    }

    /** Returns a value of that version with a life of one hour, of which the given time is grace. */
    static byte[] value(int number, Duration grace) {
        EntryMetadata header = new EntryMetadata(
                version(number),
                false,
                0,
                HOUR,
                grace,
                Duration.ZERO,
                INVALIDATION_VERSION,
                INVALIDATION_VERSION,
                Map.of("tag", INVALIDATION_VERSION));
        return EnvelopeCodec.encode(header, ("\"" + number + "\"").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] value(int number) {
        return value(number, Duration.ZERO);
    }

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "nothing" : new String(bytes, StandardCharsets.UTF_8);
    }
}
