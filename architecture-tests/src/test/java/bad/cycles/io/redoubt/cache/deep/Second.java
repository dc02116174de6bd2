package bad.cycles.io.redoubt.cache.deep;

import bad.cycles.io.redoubt.Third;

public interface Second {
    Third next();
}
