package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    @DisplayName("passes losses on, but not the close of the client, which is no loss")
    void close() {
        List<DriverException> losses = new ArrayList<>();
        NodeListener safe = new SafeNodeListener(new NodeListener() {
            @Override
            public void opened() {}

            @Override
            public void lost(DriverException reason) {
                losses.add(reason);
            }
        });
        DriverException broke = DriverException.notExecuted(Kind.CONNECTION_LOST, "broke", null);
        safe.lost(DriverException.notExecuted(Kind.CLOSED, "closed", null));
        safe.lost(broke);
        assertThat(losses).containsExactly(broke);
    }
}
