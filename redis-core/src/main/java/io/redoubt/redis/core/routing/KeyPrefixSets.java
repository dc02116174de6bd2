package io.redoubt.redis.core.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Utility class that removes redundant key prefixes from a set, compares sets of prefixes, and tests whether a key
 * starts with any prefix.
 */
final class KeyPrefixSets {

    private KeyPrefixSets() {}

    /**
     * Returns the prefixes that do not start with another of the prefixes, sorted. Servers refuse overlapping
     * prefixes.
     */
    static List<byte[]> minimal(Collection<byte[]> prefixes) {
        List<byte[]> sorted = new ArrayList<>(prefixes);
        sorted.sort(Arrays::compareUnsigned);
        List<byte[]> kept = new ArrayList<>();
        for (byte[] prefix : sorted) {
            // Because of the order, only the last prefix kept can be a prefix of this one.
            if (kept.isEmpty() || !startsWith(prefix, kept.get(kept.size() - 1))) {
                kept.add(prefix);
            }
        }
        return kept;
    }

    /** Returns whether two lists contain the same prefixes in the same order. */
    static boolean equal(List<byte[]> first, List<byte[]> second) {
        return Arrays.deepEquals(first.toArray(), second.toArray());
    }

    /** Returns whether a key starts with any of the prefixes. */
    static boolean matchesAny(byte[] key, List<byte[]> prefixes) {
        for (byte[] prefix : prefixes) {
            if (startsWith(key, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
