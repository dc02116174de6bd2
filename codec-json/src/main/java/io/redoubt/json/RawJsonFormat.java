package io.redoubt.json;

import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Converter of {@link RawJson} to and from bytes, which checks that the text is one well-formed JSON value. It is as
 * strict as RFC 8259 whatever a mapper of the application tolerates, and has the limits of that mapper, since other
 * values are read by it. Immutable, thread-safe.
 */
final class RawJsonFormat {

    private final JsonFactory strict;
    private final StreamReadConstraints limits;

    private RawJsonFormat(JsonFactory strict, StreamReadConstraints limits) {
        this.strict = strict;
        this.limits = limits;
    }

    static RawJsonFormat of(JsonMapper mapper) {
        StreamReadConstraints limits = mapper.tokenStreamFactory().streamReadConstraints();
        JsonFactory strict = JsonFactory.builder()
                .streamReadConstraints(limits)
                // The names are not kept: each text may have others.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
        if (mapper.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)) {
            strict = strict.rebuild()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
        }
        return new RawJsonFormat(strict, limits);
    }

    /** Returns a module by which a mapper writes and reads {@link RawJson} within other values. */
    SimpleModule module() {
        return new SimpleModule("redoubt-raw-json")
                .addSerializer(RawJson.class, new RawJsonSerializer(this))
                .addDeserializer(RawJson.class, new RawJsonDeserializer(this));
    }

    byte[] encode(RawJson json) {
        String obstacle = obstacle(json.text(), 0);
        if (obstacle != null) {
            throw new CodecException("cannot write a " + RawJson.class.getName() + " as JSON: " + obstacle, null);
        }
        return json.text().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the JSON of a text that was stored. */
    RawJson decode(String text) {
        String obstacle = obstacle(text, 0);
        if (obstacle != null) {
            throw new CodecException("cannot read JSON as " + RawJson.class.getName() + ": " + obstacle, null);
        }
        return RawJson.of(text);
    }

    /**
     * Returns what is wrong with a text, without showing it; null if it is one JSON value.
     *
     * @param depth number of arrays and objects that the text is in
     */
    @Nullable
    String obstacle(String text, int depth) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return "it has half a surrogate pair, which UTF-8 cannot encode: escape it, or cut text between characters";
        }
        if (text.startsWith("\uFEFF")) {
            return "it begins with a byte order mark: remove this character";
        }
        try (JsonParser parser = strict.createParser(ObjectReadContext.empty(), text)) {
            return obstacle(parser, depth);
        } catch (StreamConstraintsException e) {
            return "it exceeds a limit of the JSON parser: " + e.getOriginalMessage();
        } catch (JacksonException e) {
            return "it is not one well-formed value as RFC 8259 has it: " + JsonFailureFormatter.of(e)
                    + "; pass text that a JSON library wrote";
        }
    }

    private @Nullable String obstacle(JsonParser parser, int depth) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return "it is empty: pass one JSON value, {} for example";
        }
        JsonToken token = first;
        while (token != null
                && (token.isStructStart() || !parser.streamReadContext().inRoot())) {
            if (token.isStructStart()) {
                limits.validateNestingDepth(depth + parser.streamReadContext().getNestingDepth());
            }
            token = parser.nextToken();
        }
        if (parser.nextToken() != null) {
            return "it has more than one value: put them into an array";
        }
        return first == JsonToken.VALUE_NULL ? "null is not a value: store nothing instead" : null;
    }
}
