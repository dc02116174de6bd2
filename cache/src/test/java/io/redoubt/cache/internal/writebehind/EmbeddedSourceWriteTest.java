package io.redoubt.cache.internal.writebehind;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Writing to sources from this process")
final class EmbeddedSourceWriteTest extends SourceWriteTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
