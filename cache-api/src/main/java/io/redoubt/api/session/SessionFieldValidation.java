package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Utility class that validates the names of a session's metadata and attributes, and the values of the metadata. */
final class SessionFieldValidation {

    private static final Pattern METADATA_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[!-~]+");

    private SessionFieldValidation() {}

    static String metadataName(String name) {
        if (name == null
                || name.length() > NewSession.MAX_METADATA_NAME_LENGTH
                || !METADATA_NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad name of session metadata: '" + shown(name) + "': use 1 to "
                    + NewSession.MAX_METADATA_NAME_LENGTH + " letters, digits and _ . -, a letter first");
        }
        return name;
    }

    /** Returns the name if it is valid; as the names of other frameworks are, such as {@code a.b.C$D:e[0]}. */
    static String attributeName(String name) {
        if (name == null
                || name.length() > NewSession.MAX_ATTRIBUTE_NAME_LENGTH
                || !ATTRIBUTE_NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad name of a session attribute: '" + shown(name) + "': use 1 to "
                    + NewSession.MAX_ATTRIBUTE_NAME_LENGTH + " printable ASCII characters without spaces");
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

    static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String shown(String name) {
        String text = String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
        return text.length() > 64 ? text.substring(0, 64) + "..." : text;
    }
}
