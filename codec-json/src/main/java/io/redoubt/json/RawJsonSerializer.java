package io.redoubt.json;

import io.redoubt.api.RawJson;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Jackson serializer that writes {@link RawJson} within another value. It refuses white space around the text, which
 * could not be told from that of the other value. Thread-safe.
 */
final class RawJsonSerializer extends StdSerializer<RawJson> {

    private final transient RawJsonFormat format;

    RawJsonSerializer(RawJsonFormat format) {
        super(RawJson.class);
        this.format = format;
    }

    @Override
    public void serialize(RawJson json, JsonGenerator generator, SerializationContext context) {
        String text = json.text();
        String obstacle = format.obstacle(text, generator.streamWriteContext().getNestingDepth());
        if (obstacle == null && text.strip().length() < text.length()) {
            obstacle = "white space around it would be lost within another value: strip it";
        }
        if (obstacle != null) {
            context.reportBadDefinition(RawJson.class, RawJson.class.getName() + ": " + obstacle);
        }
        generator.writeRawValue(text);
    }
}
