package io.redoubt.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON writer that encodes a value as a declared type, such as a list of strings, instead of its runtime class. It
 * refuses a value that could not be read back as that type. Immutable, thread-safe.
 *
 * @param type the declared type
 * @param check check of values whose class matters; null if every value of the type can be read
 */
record DeclaredTypeWriter(
        JavaType type, ObjectWriter writer, @Nullable DeclaredTypeRoundTripCheck check) {

    static DeclaredTypeWriter of(JsonMapper mapper, RoundTripCheckingModule checks, JavaType type) {
        return new DeclaredTypeWriter(type, mapper.writerFor(type), checks.valueCheck(type));
    }

    byte[] write(Object value) {
        String reason = check == null ? null : check.obstacle(value);
        if (reason != null) {
            throw InvalidDefinitionException.from((tools.jackson.core.JsonGenerator) null, reason, type);
        }
        return writer.writeValueAsBytes(value);
    }
}
