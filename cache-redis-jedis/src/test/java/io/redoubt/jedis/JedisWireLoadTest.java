package io.redoubt.jedis;

import io.redoubt.tck.load.DriverComparison;
import io.redoubt.tck.load.DriverPerformanceContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Under load, beside a raw pool of Jedis,")
final class JedisWireLoadTest extends DriverPerformanceContract {

    @Override
    protected DriverComparison load() {
        return DriverComparison.of(new JedisDriverProvider()).compareWith("Jedis, pool of 64", RawJedis::open);
    }

    @Override
    protected double minThreadsRatio() {
        return 1.4;
    }

    @Override
    protected double minVirtualThreadsRatio() {
        return 3.3;
    }

    @Override
    protected double maxServerCpuRatio() {
        return 0.45;
    }
}
