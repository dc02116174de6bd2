package bad.typing.io.redoubt.json;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

final class DefaultTyping {

    private DefaultTyping() {}

    static JsonMapper.Builder bad(JsonMapper.Builder builder, PolymorphicTypeValidator validator) {
        return builder.activateDefaultTyping(validator);
    }
}
