package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver exception")
class DriverExceptionTest {

    private final DriverException lost = DriverException.notExecuted(Kind.CONNECTION_LOST, "h:1 broke", null);

    @Test
    @DisplayName("says the same of a command whose execution is unknown, and names itself as the cause")
    void otherExecution() {
        DriverException other = lost.withExecution(Execution.UNKNOWN);
        assertThat(other.execution()).isEqualTo(Execution.UNKNOWN);
        assertThat(other.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(other).hasMessage("h:1 broke").hasCause(lost);
    }

    @Test
    @DisplayName("stays itself if its statement about the execution is right already")
    void sameExecution() {
        assertThat(lost.withExecution(Execution.NOT_EXECUTED)).isSameAs(lost);
    }
}
