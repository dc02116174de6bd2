package bad.sight.io.redoubt.api;

import org.slf4j.Logger;

/** The api is bound to no logging library. */
interface ApiSeesLogging {
    Logger bad();
}
