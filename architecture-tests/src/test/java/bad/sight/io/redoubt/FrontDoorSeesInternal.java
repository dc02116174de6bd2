package bad.sight.io.redoubt;

import io.redoubt.cache.internal.region.DefaultRegionFactory;

/** What is internal to a module is no business of others that see the module. */
interface FrontDoorSeesInternal {
    DefaultRegionFactory bad();
}
