package io.redoubt.lock;

import io.redoubt.api.AsyncSettings;
import io.redoubt.tck.async.AsyncCallContract;
import io.redoubt.tck.async.AsyncFeatureUnderTest;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.lock.AsyncLockContract;
import io.redoubt.tck.lock.LockHandleContract;
import io.redoubt.tck.lock.LockProviderContract;
import io.redoubt.tck.lock.LockProviderUnderTest;
import org.junit.jupiter.api.Nested;

/** Contracts that locks fulfil on every backend. */
abstract class LockTests {

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    @Nested
    class Provider extends LockProviderContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected LockProviderUnderTest open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Handles extends LockHandleContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected LockProviderUnderTest open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Async extends AsyncLockContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected LockProviderUnderTest open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class AsyncBounds extends AsyncCallContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected AsyncFeatureUnderTest open(Backend backend, AsyncSettings async) {
            LockProviderUnderTest locks = Backends.open(backend, async);
            return new AsyncFeatureUnderTest(
                    "redoubt-async-lock", () -> locks.provider().async().forceRelease("a"), locks.closing());
        }
    }
}
