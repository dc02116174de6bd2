package io.redoubt.session;

import java.util.OptionalLong;
import java.util.Set;

/**
 * An update with its attributes encoded. Immutable.
 *
 * @param set what is set
 * @param removedMetadata which texts are removed
 * @param removedAttributes which values are removed
 * @param expectedVersion which version the session must have; empty for any
 */
record EncodedUpdate(SessionData set, Set<String> removedMetadata, Set<String> removedAttributes, OptionalLong expectedVersion) {

    EncodedUpdate {
        FieldLimits.check(removedMetadata, removedAttributes);
    }

    /** Whether nothing is named, so that only the version is looked at. */
    boolean isEmpty() {
        return set.metadata().isEmpty()
                && set.attributes().isEmpty()
                && removedMetadata.isEmpty()
                && removedAttributes.isEmpty();
    }
}
