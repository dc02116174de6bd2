package io.redoubt.session;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions in this process")
final class EmbeddedSessionTest extends SessionTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
