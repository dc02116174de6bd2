package bad.signatures.io.redoubt.cache.internal;

import org.slf4j.Logger;

/** Public for its own module only: may mention anything. */
public interface Inside {
    Logger fine();
}
