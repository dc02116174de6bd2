package io.redoubt.lettuce;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A command on its way: knows whether bytes of it were produced, which decides what can be said of its execution when its
 * caller stops waiting. Thread-safe.
 */
final class WireCommand extends io.lettuce.core.protocol.Command<byte[], byte[], Reply> {

    private enum Stage {
        WAITING,
        WRITTEN,
        ABANDONED
    }

    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME = 16;

    private final Command command;
    private final ReplyOutput received;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    private WireCommand(Command command, ReplyOutput received) {
        super(new Name(command.name()), received);
        this.command = command;
        this.received = received;
    }

    static WireCommand of(Command command) {
        return new WireCommand(command, new ReplyOutput());
    }

    /** The reply to come, or why there is none. */
    CompletableFuture<Reply> reply() {
        return reply;
    }

    /**
     * Gives the command up: if it was not written yet, it never will be. A reply that still comes is dropped.
     *
     * @return whether it may be executed all the same
     */
    Execution abandon() {
        stage.compareAndSet(Stage.WAITING, Stage.ABANDONED);
        cancel();
        return stage.get() == Stage.ABANDONED ? Execution.NOT_EXECUTED : Execution.UNKNOWN;
    }

    @Override
    public void encode(ByteBuf buffer) {
        if (!stage.compareAndSet(Stage.WAITING, Stage.WRITTEN)) {
            // Abandoned after Lettuce had already counted on a reply: give it one that harms nobody.
            buffer.writeBytes(PING);
            return;
        }
        List<byte[]> arguments = command.arguments();
        buffer.writeByte('*');
        line(buffer, arguments.size() + 1);
        bulk(buffer, getType().getBytes());
        for (byte[] argument : arguments) {
            bulk(buffer, argument);
        }
    }

    private static void bulk(ByteBuf buffer, byte[] bytes) {
        buffer.ensureWritable(bytes.length + FRAME);
        buffer.writeByte('$');
        line(buffer, bytes.length);
        buffer.writeBytes(bytes).writeByte('\r').writeByte('\n');
    }

    private static void line(ByteBuf buffer, int number) {
        ByteBufUtil.writeAscii(buffer, Integer.toString(number));
        buffer.writeByte('\r').writeByte('\n');
    }

    @Override
    public void complete() {
        super.complete();
        reply.complete(received.get());
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        super.completeExceptionally(cause);
        return reply.completeExceptionally(cause);
    }

    @Override
    public void cancel() {
        super.cancel();
        reply.completeExceptionally(new RedisException("the command was cancelled"));
    }

    @Override
    public String toString() {
        return command.toString();
    }

    /** The command's name, as Lettuce wants it. */
    private record Name(String text) implements ProtocolKeyword {

        @Override
        public byte[] getBytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
