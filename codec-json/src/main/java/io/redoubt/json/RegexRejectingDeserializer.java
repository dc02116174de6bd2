package io.redoubt.json;

import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Jackson deserializer that rejects every regular expression, because a malicious one could block a thread for hours.
 * Some short expressions take the JDK hours to compile, and others hours to match.
 */
final class RegexRejectingDeserializer extends StdDeserializer<Pattern> {

    static final String REASON = "a regular expression of another program could stop its readers: store its text";

    RegexRejectingDeserializer() {
        super(Pattern.class);
    }

    @Override
    public Pattern deserialize(JsonParser parser, DeserializationContext context) {
        return context.reportInputMismatch(this, REASON);
    }
}
