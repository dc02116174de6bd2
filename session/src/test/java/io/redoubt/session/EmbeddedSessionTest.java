package io.redoubt.session;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.session.EmbeddedSessionExpiryContract;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Sessions in this process")
final class EmbeddedSessionTest extends SessionTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }

    @Nested
    class Expired extends EmbeddedSessionExpiryContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
            return Backends.open(backend, rules);
        }
    }
}
