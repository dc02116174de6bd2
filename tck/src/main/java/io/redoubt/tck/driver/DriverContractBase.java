package io.redoubt.tck.driver;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ServerInvariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.server.RedisServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Base class of {@link RedisDriverContract} and {@link MultiServerDriverContract} that checks that no thread,
 * connection or subscription is left after the last test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DriverContractBase {

    private final Invariants nothingLeft = Invariants.of(
            ThreadLeaks.none(), ServerInvariants.of(RedisServers.shared(), () -> DriverTestBase.PREFIX, key -> true));
    private Invariant.Snapshot before = () -> {};

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
}
