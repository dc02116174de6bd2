package io.redoubt.lettuce;

import io.redoubt.tck.load.DriverComparison;
import io.redoubt.tck.load.DriverPerformanceContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Under load, beside one raw connection of Lettuce,")
final class LettuceWireLoadTest extends DriverPerformanceContract {

    @Override
    protected DriverComparison load() {
        return DriverComparison.of(new LettuceDriverProvider()).compareWith("Lettuce, 1 connection", RawLettuce::open);
    }

    @Override
    protected double minThreadsRatio() {
        return 1.1;
    }

    @Override
    protected double minVirtualThreadsRatio() {
        return 1.3;
    }

    @Override
    protected double maxServerCpuRatio() {
        return 1;
    }
}
