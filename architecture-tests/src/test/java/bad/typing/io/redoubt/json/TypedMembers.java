package bad.typing.io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

interface TypedMembers {

    @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
    Object getter();

    void setter(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value);
}
