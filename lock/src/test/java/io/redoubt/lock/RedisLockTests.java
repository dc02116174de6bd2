package io.redoubt.lock;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.lock.LockProviderUnderTest;
import io.redoubt.tck.lock.RedisLockContract;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Nested;

/** Contracts that locks fulfil on Redis, through one driver on one deployment. */
abstract class RedisLockTests extends LockTests {

    private final RedisBackendFactory run;

    RedisLockTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    class OnTheWire extends RedisLockContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected LockProviderUnderTest open(Backend backend) {
            return Backends.open(backend);
        }

        @Override
        protected LockProviderUnderTest open(RedisBackend backend, LongSupplier nanoTime) {
            return Backends.open(backend, nanoTime);
        }
    }
}
