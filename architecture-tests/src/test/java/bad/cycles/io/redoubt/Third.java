package bad.cycles.io.redoubt;

import bad.cycles.io.redoubt.cache.First;

public interface Third {
    First next();
}
