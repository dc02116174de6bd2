package io.redoubt.jedis;

import io.redoubt.tck.load.SharedWireContract;
import io.redoubt.tck.load.SharedWireLoad;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Under load, beside a raw pool of Jedis,")
final class JedisWireLoadTest extends SharedWireContract {

    @Override
    protected SharedWireLoad load() {
        return SharedWireLoad.of(new JedisDriverProvider()).beside("Jedis, pool of 64", RawJedis::open);
    }

    @Override
    protected double leastOfThreads() {
        return 1.4;
    }

    @Override
    protected double leastOfVirtualThreads() {
        return 3.3;
    }

    @Override
    protected double mostOfServer() {
        return 0.45;
    }
}
