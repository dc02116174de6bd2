package io.redoubt.tck.node;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RedisServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract tests that every {@code NodeClient}, the client of a single Redis server, must pass. A driver module extends
 * this class in one test class that returns its provider; nothing else is needed.
 *
 * <p>Tests use real servers; a test that breaks a server starts one of its own. What the driver did is read from
 * the server directly. After the last test no thread, connection or subscription may be left.
 *
 * <p>The contract decides these points that the SPI leaves open: the bytes of a request are those of its
 * arguments; exclusive connections and push connections count neither for the limits nor as connections for
 * commands; a push connection whose client is closed ends with {@link
 * io.redoubt.redis.spi.DriverException.Kind#CLOSED}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A driver of single servers")
public abstract class NodeClientContract {

    private final Invariants nothingLeft = Invariants.of(
            ThreadLeaks.none(), ServerInvariants.of(RedisServers.shared(), () -> NodeTestBase.PREFIX, key -> true));
    private Invariant.Snapshot before = () -> {};

    /** Constructor for the test class of the driver module. */
    protected NodeClientContract() {}

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    @BeforeAll
    final void takeSnapshot() {
        before = nothingLeft.snapshot();
    }

    @AfterAll
    final void verifySnapshot() {
        before.verify();
    }

    @Nested
    @DisplayName("A command")
    class Commands extends CommandTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Commands")
    class Sends extends DeferredReplyTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Many callers")
    class ManyCallers extends ManyCallersTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The reply")
    class ReplyCorrelation extends ReplyCorrelationTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The limits of pending commands")
    class PendingLimits extends PendingLimitTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Large requests")
    class LargeRequests extends LargeRequestTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The maximum size of replies")
    class ReplySizes extends MaxReplySizeTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The end of a call")
    class Deadlines extends CallDeadlineTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The deadline of a call")
    class DeadlineOverruns extends DeadlineOverrunTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A late reply")
    class LateReplies extends LateReplyTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("An interrupt")
    class Interrupts extends InterruptTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Renewing a connection")
    class ConnectionRenewal extends ConnectionRenewalTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Renewing a connection while calls are in progress")
    class ReplacedConnection extends CallsDuringRenewalTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The report of connections to a listener")
    class Listening extends NodeListenerTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Exclusive connections")
    class Exclusive extends ExclusiveConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Push connections for messages")
    class MessageLinks extends PubSubPushTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Push connections for invalidations")
    class InvalidationLinks extends KeyChangePushTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Push connections")
    class PushLinkLosses extends PushConnectionLossTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A client")
    class Authentication extends AuthenticationTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Closing")
    class Closing extends CloseTests {
        @Override
        RedisDriverProvider provider() {
            return NodeClientContract.this.provider();
        }
    }
}
