package io.redoubt.api;

/** Utility class that validates keys and parts of keys, for example lock names and user ids. */
public final class KeyValidation {

    private KeyValidation() {}

    /**
     * Returns this key if it is valid: 1 to {@value KeyTemplate#MAX_KEY_BYTES} bytes of UTF-8, without control
     * characters and without braces, which would decide the slot in a cluster or belong to a template whose
     * placeholders were not filled.
     *
     * @throws InvalidInputException naming the key and what is wrong with it
     */
    public static String required(String key) {
        return required("key", key);
    }

    /**
     * Returns this name if it is valid as a key or a part of a key, by the rules of {@link #required(String)}.
     *
     * @param what what the name denotes, for messages: {@code user id}, {@code lock name}
     * @throws InvalidInputException with {@code what}, the name, and what is wrong with it
     */
    public static String required(String what, String name) {
        if (name == null || name.isEmpty()) {
            throw new InvalidInputException(
                    "the " + what + " is " + (name == null ? "null" : "empty") + ": it needs at least one character");
        }
        int bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                if (c == '{' || c == '}') {
                    throw wrong(
                            what,
                            name,
                            "it has a brace at position " + i
                                    + "; fill the template with KeyTemplate.of(...).key(values)");
                }
                bytes++;
            } else if (Character.isISOControl(c)) {
                throw wrong(
                        what,
                        name,
                        "it has a control character at position " + i
                                + "; make it from untrusted values with KeyTemplate, which escapes them");
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else if (Character.isSurrogate(c)) {
                throw wrong(what, name, "it is not valid Unicode: half a surrogate pair at position " + i);
            } else {
                bytes += c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > KeyTemplate.MAX_KEY_BYTES) {
            throw wrong(
                    what,
                    name,
                    "it has " + bytes + " bytes, and " + KeyTemplate.MAX_KEY_BYTES
                            + " are allowed; use a shorter id, or its hash");
        }
        return name;
    }

    private static InvalidInputException wrong(String what, String name, String why) {
        return new InvalidInputException(
                "bad " + what + " '" + UntrustedTextFormatter.printable(name, 60) + "': " + why);
    }
}
