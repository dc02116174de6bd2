package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/** The rules for keys that were written by hand rather than made by a {@link KeyTemplate}. */
public final class Keys {

    private Keys() {}

    /**
     * This key, if it is fit to be one: 1 to {@value KeyTemplate#MAX_KEY_BYTES} bytes of UTF-8, no control characters, no
     * braces (they decide the slot in a cluster, and stand for a place in a template that somebody forgot to fill).
     *
     * @throws InvalidInputException naming the key and what is wrong with it
     */
    public static String required(@Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw new InvalidInputException(
                    "the key is " + (key == null ? "null" : "empty") + ": it needs at least one character");
        }
        int bytes = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                if (c == '{' || c == '}') {
                    throw wrong(
                            key,
                            "it has a brace at position " + i
                                    + "; fill the template with KeyTemplate.of(...).key(values)");
                }
                bytes++;
            } else if (Character.isISOControl(c)) {
                throw wrong(
                        key,
                        "it has a control character at position " + i
                                + "; make keys from untrusted values with KeyTemplate, which escapes them");
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < key.length()
                    && Character.isLowSurrogate(key.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else if (Character.isSurrogate(c)) {
                throw wrong(key, "it is not valid Unicode: half a surrogate pair at position " + i);
            } else {
                bytes += c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > KeyTemplate.MAX_KEY_BYTES) {
            throw wrong(
                    key,
                    "it has " + bytes + " bytes, and " + KeyTemplate.MAX_KEY_BYTES
                            + " are allowed; use a shorter id, or its hash");
        }
        return key;
    }

    private static InvalidInputException wrong(String key, String what) {
        return new InvalidInputException("bad key '" + Shown.of(key, 60) + "': " + what);
    }
}
