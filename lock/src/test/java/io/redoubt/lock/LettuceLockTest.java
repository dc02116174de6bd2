package io.redoubt.lock;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.lock.LockHandleContract;
import io.redoubt.tck.lock.LockProviderContract;
import io.redoubt.tck.lock.OpenLocks;
import io.redoubt.tck.lock.RedisLockContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of locks, on Redis through Lettuce. */
@DisplayName("Locks, lettuce")
final class LettuceLockTest {

    @Nested
    class Provider extends LockProviderContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenLocks open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Handles extends LockHandleContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenLocks open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class OnTheWire extends RedisLockContract {
        @Override
        protected RedisBackend backend() {
            return Backends.lettuce();
        }

        @Override
        protected OpenLocks open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
