package io.redoubt.tck.driver;

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
 * What every driver does. A driver module extends this in one test class and names its provider; that is all.
 *
 * <p>Real servers throughout, each test that breaks one with a server of its own; what the driver did is read from the
 * server behind its back. After the last test no thread, connection or subscription may be left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A Redis driver")
public abstract class RedisDriverContract {

    private final Invariants nothingLeft = Invariants.of(
            ThreadLeaks.none(), ServerInvariants.of(RedisServers.shared(), () -> DriverTestBase.PREFIX, key -> true));
    private Invariant.Snapshot before = () -> {};

    /** For the test class of the driver module. */
    protected RedisDriverContract() {}

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
    @DisplayName("A reply")
    class Replies extends ReplyTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Keys and values")
    class BinaryData extends BinaryDataTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A script")
    class Scripts extends ScriptTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A driver")
    class Authentication extends AuthenticationTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Callers on many threads")
    class Concurrency extends ConcurrencyTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A subscription")
    class Subscriptions extends SubscriptionTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("An exclusive connection")
    class Exclusive extends ExclusiveTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The failure where no server answers")
    class Unreachable extends UnreachableTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Credentials")
    class CredentialRotation extends CredentialRotationTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Where the server refuses further connections, a driver")
    class Refused extends RefusedConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("While the server stands still, a driver")
    class Stalled extends StalledServerTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("When connections break, a driver")
    class Lost extends LostConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Closing a driver")
    class Closing extends ClosingTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("A pipeline")
    class Pipelines extends PipelineTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("With TLS, a driver")
    class Tls extends TlsTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Drivers of several servers")
    class SeveralServers extends SeveralServersTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Where servers speak TLS and know their users, a driver")
    class SecuredServers extends SecuredServersTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Links to the masters of a cluster")
    class ClusterPushLinks extends ClusterPushLinkTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Of two who track keys under prefixes that overlap")
    class OverlappingTracking extends OverlappingTrackingTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Of connections")
    class Events extends EventTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The reply to each of many calls on a cluster")
    class ClusterReplyCorrelation extends ClusterReplyCorrelationTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("What is left of drivers")
    class DriverLifecycle extends DriverLifecycleTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }
}
