package io.redoubt.session;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Driver that loses the reply of the next run of one script, after the server has run it, and says that one server is a
 * cluster. Thread-safe.
 */
final class ReplyLosingDriver extends ForwardingDriver {

    /** Names of scripts; one at most. */
    private final Set<String> losing = ConcurrentHashMap.newKeySet();

    ReplyLosingDriver(RedisDriver driver) {
        super(driver);
    }

    /** Loses the reply of the next run of the script with this name. */
    void loseReplyOf(String script) {
        losing.add(script);
    }

    /** Returns whether the reply was lost. */
    boolean hasLost() {
        return losing.isEmpty();
    }

    @Override
    Topology.Mode mode(Topology actual) {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        Reply reply = super.script(script, keys, arguments, options);
        if (losing.remove(script.name())) {
            throw DriverException.outcomeUnknown(DriverException.Kind.CONNECTION_LOST, "lost by a test", null);
        }
        return reply;
    }
}
