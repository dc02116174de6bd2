package io.redoubt.json;

import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Deserializer that creates no regular expressions: some short ones take the JDK hours to compile, and others hours to
 * match, so that one foreign value could stop its readers.
 */
final class RefusingDeserializer extends StdDeserializer<Pattern> {

    static final String REASON = "a regular expression of another program could stop its readers: store its text";

    RefusingDeserializer() {
        super(Pattern.class);
    }

    @Override
    public Pattern deserialize(JsonParser parser, DeserializationContext context) {
        return context.reportInputMismatch(this, REASON);
    }
}
