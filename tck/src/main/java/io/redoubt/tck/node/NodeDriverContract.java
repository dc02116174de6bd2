package io.redoubt.tck.node;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.server.RedisServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * What every driver of single servers does. A driver module extends this in one test class and names its provider; that
 * is all.
 *
 * <p>Real servers throughout, each test that breaks one with a server of its own; what the driver did is read from the
 * server behind its back. After the last test no thread, connection or subscription may be left.
 *
 * <p>Where the port leaves a choice, this is what is held against a driver: the bytes of a request are those of its
 * arguments; exclusive connections and links count neither for the bounds nor as connections for commands; a link whose
 * client is closed ends with {@link io.redoubt.redis.spi.DriverException.Kind#CLOSED}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A driver of single servers")
public abstract class NodeDriverContract {

    private final Invariants nothingLeft = Invariants.of(
            ThreadLeaks.none(), ServerInvariants.of(RedisServers.shared(), () -> NodeTestBase.PREFIX, key -> true));
    private Invariant.Snapshot before = () -> {};

    /** For the test class of the driver module. */
    protected NodeDriverContract() {}

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
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Commands")
    class Sends extends SendTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Many callers")
    class ManyCallers extends ManyCallersTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The reply")
    class ReplyCorrelation extends ReplyCorrelationTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The bounds")
    class PendingLimits extends PendingLimitTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Large requests")
    class LargeRequests extends LargeRequestTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The end of a call")
    class Deadlines extends CallDeadlineTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The deadline of a call")
    class DeadlineOverruns extends DeadlineOverrunTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A late reply")
    class LateReplies extends LateReplyTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("An interrupt")
    class Interrupts extends InterruptTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Renewing")
    class ConnectionRenewal extends ConnectionRenewalTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("What is told of the connections")
    class Listening extends ListenerTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Exclusive connections")
    class Exclusive extends ExclusiveTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Links for messages")
    class MessageLinks extends MessageLinkTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Links for invalidations")
    class InvalidationLinks extends InvalidationLinkTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Links")
    class PushLinkLosses extends PushLinkLossTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A client")
    class Authentication extends AuthenticationTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The close")
    class Closing extends CloseTests {
        @Override
        RedisDriverProvider provider() {
            return NodeDriverContract.this.provider();
        }
    }
}
