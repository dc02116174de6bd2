package bad.cycles.io.redoubt.lock;

import bad.cycles.io.redoubt.cache.First;

/** Sees the cycle, and is no part of it. */
public interface Fine {
    First next();
}
