package io.redoubt.lettuce;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce {@link RedisCommand} that can be cancelled as long as Lettuce has not encoded it. It belongs to a {@link
 * Request}, whose caller cancels it, and receives one reply. Used by the event loop; any thread may read the reply.
 *
 * <p>Lettuce queues a command for its reply before it asks for the encoded form. Therefore every encoding causes
 * exactly one reply: if the caller has left, a PING is written.
 */
final class CancellableCommand implements RedisCommand<byte[], byte[], Reply> {

    private static final CommandArgs<byte[], byte[]> NO_ARGUMENTS = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    private static final List<Command> PING = List.of(Command.keyless("PING"));
    /** The bytes that surround an argument, at most. */
    private static final int FRAME = 16;

    private final Request request;
    private final List<Command> commands;
    private final ReplyOutput output = new ReplyOutput();
    private boolean encoded;
    private volatile @Nullable Reply reply;

    /**
     * Creates a Lettuce command.
     *
     * @param commands what is written; the server replies only to the last one, or with an error in place of that
     *     reply
     */
    CancellableCommand(Request request, List<Command> commands) {
        this.request = request;
        this.commands = commands;
    }

    @Override
    public void encode(ByteBuf buffer) {
        request.connection().replies().expect(this);
        encoded = true;
        (request.claim() ? commands : PING).forEach(command -> write(command, buffer));
    }

    /** Writes a command as an array of bulk strings. */
    private static void write(Command command, ByteBuf buffer) {
        String name = command.name();
        header(buffer, '*', command.arguments().size() + 1);
        header(buffer, '$', name.length());
        ByteBufUtil.writeAscii(buffer, name);
        buffer.writeByte('\r').writeByte('\n');
        for (byte[] argument : command.arguments()) {
            buffer.ensureWritable(argument.length + FRAME);
            header(buffer, '$', argument.length);
            buffer.writeBytes(argument).writeByte('\r').writeByte('\n');
        }
    }

    private static void header(ByteBuf buffer, char type, int number) {
        buffer.writeByte(type);
        if (number < 10) {
            buffer.writeByte('0' + number);
        } else {
            ByteBufUtil.writeAscii(buffer, Integer.toString(number));
        }
        buffer.writeByte('\r').writeByte('\n');
    }

    @Override
    public void complete() {
        if (reply != null) {
            return;
        }
        // Before the command leaves the queue, after which no error may occur: nothing else would end the request.
        Reply next = request.admitted(output.get());
        if (request.connection().replies().received(this)) {
            reply = next;
            request.answered();
        }
    }

    /** Completes the command with a reply in place of the server's. Called on the event loop. */
    void replaceReply(Reply replacement) {
        reply = replacement;
        request.answered();
    }

    /** Ends the connection after an exception or error, and with it all requests that were written. */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        request.connection().fail(cause);
        return reply == null;
    }

    @Override
    public void cancel() {
        request.connection().fail(new RedisException("a command was cancelled"));
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    /** Returns whether Lettuce must not write the command. */
    @Override
    public boolean isDone() {
        return request.cancelled() || request.connection().ended() != null;
    }

    /** Returns whether the command, or a PING in its place, was encoded. */
    boolean encoded() {
        return encoded;
    }

    Request request() {
        return request;
    }

    /** Returns the reply, or null as long as it has not arrived. */
    @Nullable
    Reply reply() {
        return reply;
    }

    @Override
    public CommandOutput<byte[], byte[], Reply> getOutput() {
        return output;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], Reply> other) {
        throw new UnsupportedOperationException("a command keeps its output");
    }

    @Override
    public CommandArgs<byte[], byte[]> getArgs() {
        return NO_ARGUMENTS;
    }

    /** Returns the same type for all commands, since Lettuce keeps state for types such as {@code MULTI}. */
    @Override
    public ProtocolKeyword getType() {
        return CommandType.PING;
    }

    @Override
    public String toString() {
        return String.valueOf(commands);
    }
}
