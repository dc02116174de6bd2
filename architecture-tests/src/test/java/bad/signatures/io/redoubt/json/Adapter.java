package bad.signatures.io.redoubt.json;

import tools.jackson.databind.json.JsonMapper;

/** An adapter shows what it adapts. */
public interface Adapter {
    JsonMapper fine();
}
