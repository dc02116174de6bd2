package bad.sight.io.redoubt.cache;

import io.redoubt.Redoubt;

/** A feature does not go out to come in again. */
interface CacheSeesFrontDoor {
    Redoubt bad();
}
