package io.redoubt.lettuce;

import io.redoubt.tck.load.SharedWireContract;
import io.redoubt.tck.load.SharedWireLoad;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Under load, beside one raw connection of Lettuce,")
final class LettuceWireLoadTest extends SharedWireContract {

    @Override
    protected SharedWireLoad load() {
        return SharedWireLoad.of(new LettuceDriverProvider()).beside("Lettuce, 1 connection", RawLettuce::open);
    }

    @Override
    protected double leastOfThreads() {
        return 1.1;
    }

    @Override
    protected double leastOfVirtualThreads() {
        return 1.3;
    }

    @Override
    protected double mostOfServer() {
        return 1;
    }
}
