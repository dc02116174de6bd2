package bad.signatures.io.redoubt.cache;

import org.slf4j.Logger;

/** Not public: may mention anything. */
interface Hidden {
    Logger fine();
}
