package io.redoubt.lock;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Locks in this process")
final class EmbeddedLockTest extends LockTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
