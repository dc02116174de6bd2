package io.redoubt.session;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.NewSession;
import java.util.Set;

/**
 * Utility class that enforces the limits on the metadata and attributes of a session. It adds to the checks of
 * {@link NewSession}.
 */
final class FieldLimits {

    private FieldLimits() {}

    /** Rejects data that exceeds what a session can hold. */
    static void check(SessionPayload data) {
        check(data.metadata().keySet(), data.attributes().keySet());
    }

    /** Rejects more names than a session can hold. */
    static void check(Set<String> metadata, Set<String> attributes) {
        if (metadata.size() > NewSession.MAX_FIELDS) {
            throw tooMany("metadata");
        }
        if (attributes.size() > NewSession.MAX_FIELDS) {
            throw tooMany("attributes");
        }
    }

    static InvalidInputException tooMany(String kind) {
        return new InvalidInputException(
                "a session has at most " + NewSession.MAX_FIELDS + " " + kind
                        + ", this update names or leads to more, and nothing was changed: remove some first, or put several values into one");
    }

    static InvalidInputException tooLong(String attribute, int bytes) {
        return new InvalidInputException("the session attribute '" + attribute + "' has " + bytes + " bytes, and "
                + NewSession.MAX_ATTRIBUTE_BYTES + " are allowed: keep it in the cache, and its key in the session");
    }
}
