package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A safe listener")
class SafeNodeListenerTest {

    @Test
    @DisplayName("keeps what another one throws from the driver")
    void throwsNothing() {
        NodeListener safe = new SafeNodeListener(new NodeListener() {
            @Override
            public void opened() {
                throw new IllegalStateException("thrown by a test");
            }

            @Override
            public void lost(DriverException reason) {
                throw new OutOfMemoryError("thrown by a test");
            }
        });
        DriverException reason = DriverException.notExecuted(Kind.CONNECTION_LOST, "lost", null);
        assertThatCode(safe::opened).doesNotThrowAnyException();
        assertThatCode(() -> safe.lost(reason)).doesNotThrowAnyException();
    }
}
