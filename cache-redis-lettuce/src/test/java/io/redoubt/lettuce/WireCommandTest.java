package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A command on its way")
class WireCommandTest {

    private final WireCommand command =
            WireCommand.of(Command.keyed("SET", Command.ascii("key"), Command.ascii("value")));
    private final ByteBuf buffer = Unpooled.buffer();

    @Test
    @DisplayName("is written as an array of bulk strings")
    void encoding() {
        command.encode(buffer);
        assertThat(written()).isEqualTo("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n");
    }

    @Test
    @DisplayName("is certainly not executed if it was abandoned first: something harmless goes out in its place")
    void abandonedFirst() {
        assertThat(command.abandon()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(command.isDone()).isTrue();
        command.encode(buffer);
        assertThat(written()).isEqualTo("*1\r\n$4\r\nPING\r\n");
        assertThat(command.abandon()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("may have been executed if it was written first")
    void writtenFirst() {
        command.encode(buffer);
        assertThat(command.abandon()).isEqualTo(Execution.UNKNOWN);
    }

    @Test
    @DisplayName("shows neither key nor value")
    void discreet() {
        assertThat(command.toString()).contains("SET").doesNotContain("key").doesNotContain("value");
    }

    private String written() {
        return buffer.toString(StandardCharsets.US_ASCII);
    }
}
