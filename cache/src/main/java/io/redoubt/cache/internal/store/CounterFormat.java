package io.redoubt.cache.internal.store;

import java.nio.charset.StandardCharsets;

/** Converter between counter values and decimal text, the form in which Redis stores counters. */
final class CounterFormat {

    private CounterFormat() {}

    static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Parses a number as strictly as Redis does: no sign but a minus, no leading zeros, no spaces.
     *
     * @throws NumberFormatException if it is not one
     */
    static long parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        long number = Long.parseLong(text);
        if (!Long.toString(number).equals(text)) {
            throw new NumberFormatException("not in the form that Redis counts with");
        }
        return number;
    }
}
