package io.redoubt.session;

import java.util.OptionalLong;
import java.util.Set;

/**
 * Session update with attribute values that are already encoded as bytes. Immutable.
 *
 * @param set the metadata and attributes to set
 * @param removedMetadata the names of the metadata to remove
 * @param removedAttributes the names of the attributes to remove
 * @param expectedVersion the version that the session must have; empty for any
 */
record EncodedUpdate(
        SessionPayload set, Set<String> removedMetadata, Set<String> removedAttributes, OptionalLong expectedVersion) {

    EncodedUpdate {
        FieldLimits.check(removedMetadata, removedAttributes);
    }

    /** Returns whether the update names no fields, so that only the version is compared. */
    boolean isEmpty() {
        return set.metadata().isEmpty()
                && set.attributes().isEmpty()
                && removedMetadata.isEmpty()
                && removedAttributes.isEmpty();
    }
}
