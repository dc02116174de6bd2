package bad.libraries.io.redoubt.lettuce;

import org.apache.commons.pool2.ObjectPool;

interface UsesPool {
    ObjectPool<String> bad();
}
