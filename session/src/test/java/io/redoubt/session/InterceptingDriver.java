package io.redoubt.session;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Driver that does something before the next run of a script, and then runs the script or fails. Says that one server
 * is a cluster. Thread-safe.
 */
final class InterceptingDriver extends ForwardingDriver {

    private final Map<String, Runnable> actions = new ConcurrentHashMap<>();

    InterceptingDriver(RedisDriver driver) {
        super(driver);
    }

    /** Does something before the next run of the script with this name; an exception keeps it from running. */
    void before(String script, Runnable action) {
        actions.put(script, action);
    }

    @Override
    Topology.Mode mode(Topology actual) {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        Runnable action = actions.remove(script.name());
        if (action != null) {
            action.run();
        }
        return super.script(script, keys, arguments, options);
    }
}
