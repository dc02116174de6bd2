package bad.libraries.io.redoubt.session;

import tools.jackson.databind.json.JsonMapper;

interface UsesJackson {
    JsonMapper[] bad();
}
