package io.redoubt.cache.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * In-memory set of encoded elements, used by {@link EmbeddedSetStore}. Elements are kept as strings with one
 * character for each byte, which compare like bytes.
 */
final class LocalSet extends LocalStructure {

    private static final int ELEMENT_OVERHEAD = 80;

    private final Set<String> elements = new HashSet<>();

    int add(List<byte[]> added) {
        int fresh = 0;
        for (byte[] element : added) {
            if (elements.add(new String(element, ISO_8859_1))) {
                fresh++;
                weight += element.length + ELEMENT_OVERHEAD;
            }
        }
        return fresh;
    }

    int remove(List<byte[]> removed) {
        int gone = 0;
        for (byte[] element : removed) {
            if (elements.remove(new String(element, ISO_8859_1))) {
                gone++;
                weight -= element.length + ELEMENT_OVERHEAD;
            }
        }
        return gone;
    }

    boolean contains(byte[] element) {
        return elements.contains(new String(element, ISO_8859_1));
    }

    List<byte[]> members() {
        List<byte[]> members = new ArrayList<>(elements.size());
        elements.forEach(element -> members.add(element.getBytes(ISO_8859_1)));
        return members;
    }

    @Override
    int size() {
        return elements.size();
    }
}
