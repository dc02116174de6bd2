package io.redoubt.tck.driver;

import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * Contract tests that every Redis driver must pass on a single server. A driver module extends this class, and
 * {@link MultiServerDriverContract}, in a test class that returns its provider; nothing else is needed.
 *
 * <p>Tests use real servers; a test that breaks a server starts one of its own. What the driver did is read from
 * the server directly. After the last test no thread, connection or subscription may be left.
 */
@DisplayName("A Redis driver")
public abstract class RedisDriverContract extends DriverContractBase {

    /** Constructor for the test class of the driver module. */
    protected RedisDriverContract() {}

    @Nested
    @DisplayName("A reply")
    class Replies extends ReplyTypeTests {
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
    class Exclusive extends ExclusiveConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("The failure of a call if no server answers")
    class Unreachable extends UnreachableServerTests {
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
    @DisplayName("If the server refuses further connections, a driver")
    class Refused extends RefusedConnectionTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("While the server is suspended, a driver")
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
    @DisplayName("After an error reply that hints at another master, a driver")
    class Renewed extends ReconnectOnErrorReplyTests {
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
    @DisplayName("Two trackings with overlapping prefixes")
    class OverlappingTracking extends OverlappingTrackingTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("Among connection events")
    class Events extends ConnectionEventTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }

    @Nested
    @DisplayName("What closed drivers leave behind")
    class DriverLifecycle extends DriverResourceLeakTests {
        @Override
        RedisDriverProvider provider() {
            return RedisDriverContract.this.provider();
        }
    }
}
