package io.redoubt.lock;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.lock.LockHandleContract;
import io.redoubt.tck.lock.LockProviderContract;
import io.redoubt.tck.lock.OpenLocks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of locks, in this process. */
@DisplayName("Locks, embedded")
final class EmbeddedLockTest {

    @Nested
    class Provider extends LockProviderContract {
        @Override
        protected Backend backend() {
            return Backends.embedded();
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
            return Backends.embedded();
        }

        @Override
        protected OpenLocks open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
