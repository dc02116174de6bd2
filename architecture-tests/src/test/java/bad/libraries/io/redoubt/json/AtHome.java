package bad.libraries.io.redoubt.json;

import tools.jackson.databind.json.JsonMapper;

/** The library is at home here. */
interface AtHome {
    JsonMapper fine();
}
