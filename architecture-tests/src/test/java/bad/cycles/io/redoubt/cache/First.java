package bad.cycles.io.redoubt.cache;

import bad.cycles.io.redoubt.cache.deep.Second;

public interface First {
    Second next();
}
