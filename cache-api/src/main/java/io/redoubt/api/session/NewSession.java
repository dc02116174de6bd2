package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters for creating a session: user id, metadata and attributes. Immutable: each method returns a changed copy.
 * Thread-safe.
 *
 * <p>Metadata is short text about the session that appears in session lists; attributes are values of the
 * application, encoded as in the cache. Names consist of 1 to 64 letters, digits and {@code _ . -}, and start with
 * a letter.
 */
public final class NewSession {

    /** Maximum length of one metadata text in bytes of UTF-8. */
    public static final int MAX_METADATA_BYTES = 1024;

    /** Maximum number of metadata texts of one session, and also of attributes. */
    public static final int MAX_FIELDS = 64;

    /** Maximum size of an encoded attribute in bytes. */
    public static final int MAX_ATTRIBUTE_BYTES = 64 * 1024;

    private final String userId;
    private final Map<String, String> metadata;
    private final Map<String, Object> attributes;

    private NewSession(String userId, Map<String, String> metadata, Map<String, Object> attributes) {
        this.userId = userId;
        this.metadata = metadata;
        this.attributes = attributes;
    }

    /**
     * Returns a description of a session of a user.
     *
     * @param userId 1 to 1024 bytes of UTF-8 without control characters and braces
     * @throws InvalidInputException if the user id is invalid
     */
    public static NewSession of(String userId) {
        return new NewSession(KeyValidation.required("user id", userId), Map.of(), Map.of());
    }

    /**
     * Returns a copy with a metadata text.
     *
     * @throws InvalidInputException if the name is invalid, the text is too long, or there are too many
     */
    public NewSession metadata(String name, String text) {
        return new NewSession(
                userId, with("metadata", metadata, name, SessionFieldValidation.text(name, text)), attributes);
    }

    /**
     * Returns a copy with an attribute.
     *
     * @throws InvalidInputException if the name is invalid, the value is null, or there are too many
     */
    public NewSession attribute(String name, Object value) {
        if (value == null) {
            throw new InvalidInputException("the session attribute '" + name + "' is null: leave it out instead");
        }
        return new NewSession(userId, metadata, with("attribute", attributes, name, value));
    }

    /** Returns the id of the user. */
    public String userId() {
        return userId;
    }

    /** Returns the metadata. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the attributes. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    private static <T> Map<String, T> with(String kind, Map<String, T> before, String name, T value) {
        Map<String, T> after = new LinkedHashMap<>(before);
        after.put(SessionFieldValidation.name(kind, name), value);
        if (after.size() > MAX_FIELDS) {
            throw new InvalidInputException("a session has at most " + MAX_FIELDS
                    + " of each kind of field: put several" + " values of kind '" + kind + "' into one");
        }
        return Collections.unmodifiableMap(after);
    }
}
