package io.redoubt.redis.core.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Sets of prefixes of keys. */
final class TrackingPrefixes {

    private TrackingPrefixes() {}

    /** Those that begin with no other one, in order: what a server has to be asked for, which refuses overlaps. */
    static List<byte[]> minimal(Collection<byte[]> prefixes) {
        List<byte[]> sorted = new ArrayList<>(prefixes);
        sorted.sort(Arrays::compareUnsigned);
        List<byte[]> kept = new ArrayList<>();
        for (byte[] prefix : sorted) {
            // Sorted, so that only the last one kept can be its beginning.
            if (kept.isEmpty() || !startsWith(prefix, kept.get(kept.size() - 1))) {
                kept.add(prefix);
            }
        }
        return kept;
    }

    static boolean equal(List<byte[]> first, List<byte[]> second) {
        return Arrays.deepEquals(first.toArray(), second.toArray());
    }

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
