package io.redoubt.tck.driver;

import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * Contract tests that every Redis driver must pass on deployments of several servers: clusters, and masters with
 * sentinels. A driver module extends this class in a test class that returns its provider.
 *
 * <p>Tests use real servers; a test that breaks a server starts one of its own. What the driver did is read from
 * the server directly. After the last test no thread, connection or subscription may be left.
 */
@DisplayName("A Redis driver of several servers")
public abstract class MultiServerDriverContract extends DriverContractBase {

    /** Constructor for the test class of the driver module. */
    protected MultiServerDriverContract() {}

    @Nested
    @DisplayName("Another server at the address of a master that is down")
    class ReplacedMaster extends AddressTakeoverTests {
        @Override
        RedisDriverProvider provider() {
            return MultiServerDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Drivers of several servers")
    class SeveralServers extends MultiServerTests {
        @Override
        RedisDriverProvider provider() {
            return MultiServerDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("If servers require TLS and authentication, a driver")
    class SecuredServers extends SecuredServersTests {
        @Override
        RedisDriverProvider provider() {
            return MultiServerDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Push connections to the masters of a cluster")
    class ClusterPushConnections extends ClusterPushConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return MultiServerDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The reply to each of many calls on a cluster")
    class ClusterReplyCorrelation extends ClusterReplyCorrelationTests {
        @Override
        RedisDriverProvider provider() {
            return MultiServerDriverContract.this.provider();
        }
    }
}
