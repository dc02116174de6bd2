package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Utility class that validates the names of a session's metadata and attributes, and the values of the metadata. */
final class SessionFieldValidation {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    private SessionFieldValidation() {}

    static String name(String kind, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad name of session " + kind + ": '" + shown(name)
                    + "': use 1 to 64 letters, digits and _ . -, a letter first");
        }
        return name;
    }

    static String text(String name, String value) {
        if (value == null) {
            throw new InvalidInputException("the session metadata '" + shown(name) + "' is null: leave it out instead");
        }
        if (value.codePoints().anyMatch(SessionFieldValidation::isHalfPair)) {
            // Encoders would silently replace it by '?'.
            throw new InvalidInputException("the session metadata '" + shown(name)
                    + "' is not valid Unicode: it has half a surrogate pair, as when text is cut within a character");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > NewSession.MAX_METADATA_BYTES) {
            throw new InvalidInputException("the session metadata '" + shown(name) + "' is longer than "
                    + NewSession.MAX_METADATA_BYTES + " bytes: store less, or cut it");
        }
        return value;
    }

    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String shown(String name) {
        String text = String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
        return text.length() > 64 ? text.substring(0, 64) + "..." : text;
    }
}
