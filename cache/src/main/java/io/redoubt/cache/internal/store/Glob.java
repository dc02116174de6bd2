package io.redoubt.cache.internal.store;

import io.redoubt.api.InvalidInputException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiled glob pattern that matches byte strings in the same way as the Redis command {@code KEYS}. The rules are
 * those of {@code stringmatchlen} in util.c of Redis: {@code *} for any number of bytes, {@code ?} for one byte,
 * {@code [...]} for one of a class, otherwise a literal byte. Immutable.
 *
 * <p>Stricter than Redis, which accepts unfinished patterns, and which compares bytes beyond ASCII as signed
 * values.
 */
final class Glob {

    private static final int BYTES = 256;

    /** The bytes allowed at each position of the pattern; null stands for any number of bytes. */
    private final List<@Nullable BitSet> elements;

    private Glob(List<@Nullable BitSet> elements) {
        this.elements = elements;
    }

    /**
     * Parses a pattern.
     *
     * @throws InvalidInputException if it is not finished, or a class in it contains non-ASCII bytes
     */
    static Glob parse(byte[] pattern) {
        List<@Nullable BitSet> elements = new ArrayList<>();
        int at = 0;
        while (at < pattern.length) {
            switch (pattern[at]) {
                case '*' -> elements.add(null);
                case '?' -> elements.add(any());
                case '[' -> {
                    BitSet some = new BitSet();
                    at = readClass(pattern, at + 1, some);
                    elements.add(some);
                }
                case '\\' -> elements.add(only(at(pattern, ++at)));
                default -> elements.add(only(pattern[at]));
            }
            at++;
        }
        return new Glob(elements);
    }

    /** Parses the class that begins here. Returns the position of its closing bracket. */
    private static int readClass(byte[] pattern, int from, BitSet some) {
        int at = from;
        boolean negated = at(pattern, at) == '^';
        if (negated) {
            at++;
        }
        while (at(pattern, at) != ']') {
            if (pattern[at] == '\\') {
                some.set(ascii(at(pattern, ++at)));
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                int one = ascii(pattern[at]);
                int other = ascii(pattern[at + 2]);
                some.set(Math.min(one, other), Math.max(one, other) + 1);
                at += 2;
            } else {
                some.set(ascii(pattern[at]));
            }
            at++;
        }
        if (negated) {
            some.flip(0, BYTES);
        }
        return at;
    }

    private static byte at(byte[] pattern, int at) {
        if (at >= pattern.length) {
            throw new InvalidInputException(
                    "the pattern is not finished: a class ends with ], and \\ needs a character after it");
        }
        return pattern[at];
    }

    private static int ascii(byte b) {
        if (b < 0) {
            throw new InvalidInputException("the pattern has a class with more than ASCII in it: Redis matches bytes,"
                    + " and would match parts of characters; write such characters outside of [ ]");
        }
        return b;
    }

    private static BitSet only(byte b) {
        BitSet one = new BitSet(BYTES);
        one.set(b & 0xFF);
        return one;
    }

    private static BitSet any() {
        BitSet all = new BitSet(BYTES);
        all.set(0, BYTES);
        return all;
    }

    /**
     * Returns whether all of these bytes match. Takes time at most proportional to the product of both lengths.
     */
    boolean matches(byte[] text) {
        int index = 0;
        int at = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length) {
            BitSet allowed = index < elements.size() ? elements.get(index) : null;
            if (index < elements.size() && allowed == null) {
                star = index++;
                resume = at;
            } else if (allowed != null && allowed.get(text[at] & 0xFF)) {
                index++;
                at++;
            } else if (star >= 0) {
                // The last star takes one byte more. Earlier stars need not change, since the last one can take
                // what they would.
                index = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (index < elements.size() && elements.get(index) == null) {
            index++;
        }
        return index == elements.size();
    }
}
