package io.redoubt.json;

import io.redoubt.api.RawJson;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Jackson deserializer for {@link RawJson} within another value, which copies the JSON text unchanged from a {@link
 * SliceableJsonInputStream}. Where Jackson reads from a buffer of tokens instead (objects whose class comes after other
 * properties), there is no text; then it is the same JSON without white space, with strings escaped anew. Thread-safe.
 */
final class RawJsonDeserializer extends StdDeserializer<RawJson> {

    private static final JsonFactory COPIES = new JsonFactory();

    private final transient RawJsonFormat format;

    RawJsonDeserializer(RawJsonFormat format) {
        super(RawJson.class);
        this.format = format;
    }

    @Override
    public RawJson deserialize(JsonParser parser, DeserializationContext context) {
        String text = parser.streamReadInputSource() instanceof SliceableJsonInputStream source
                ? cut(parser, source)
                : copy(parser);
        String obstacle = format.obstacle(text, 0);
        return obstacle == null ? RawJson.of(text) : context.reportInputMismatch(this, "%s", obstacle);
    }

    private static String cut(JsonParser parser, SliceableJsonInputStream source) {
        long start = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        // After a number that is not within an array or object, the parser has consumed the space that ends it.
        return source.text(start, parser.currentLocation().getByteOffset()).strip();
    }

    private static String copy(JsonParser parser) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = COPIES.createGenerator(ObjectWriteContext.empty(), text)) {
            int depth = 0;
            JsonToken token = parser.currentToken();
            while (token != null) {
                if (token.isNumeric()) {
                    generator.writeNumber(parser.getString());
                } else {
                    generator.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                token = depth > 0 ? parser.nextToken() : null;
            }
        }
        return text.toString();
    }
}
