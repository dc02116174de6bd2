package bad.typing.io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Names that we gave choose among types that we listed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
interface TypedByOurNames {}
