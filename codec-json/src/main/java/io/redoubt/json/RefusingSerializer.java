package io.redoubt.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Jackson serializer that throws an exception for every value of one class, because such values could not be read back
 * from JSON.
 */
final class RefusingSerializer extends StdSerializer<Object> {

    private final Class<?> type;
    private final String reason;

    RefusingSerializer(Class<?> type, String reason) {
        super(Object.class);
        this.type = type;
        this.reason = reason;
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
        context.reportBadDefinition(type, "a " + type.getName() + " could not be read back: " + reason);
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializationContext context, TypeSerializer typeSerializer) {
        serialize(value, generator, context);
    }
}
