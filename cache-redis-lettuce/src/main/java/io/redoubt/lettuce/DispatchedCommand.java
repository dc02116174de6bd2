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
import org.jspecify.annotations.Nullable;

/**
 * Lettuce command that encodes one command of a {@link Request} and takes its reply. Used by the event loop; any
 * thread may read the outcome.
 *
 * <p>When Lettuce asks for the encoded form, it has already queued this command for a reply. Therefore exactly one
 * command is written every time: a PING if the caller has left.
 */
final class DispatchedCommand implements RedisCommand<byte[], byte[], Reply> {

    private static final CommandArgs<byte[], byte[]> NO_ARGUMENTS = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    private static final Command PING = Command.keyless("PING");
    private static final int FRAME = 16;

    private final Request request;
    private final Command command;
    private final ReplyOutput output = new ReplyOutput();
    private boolean written;
    /**
     * The reply, or the exception or error that was thrown instead of a reply; null until the command has ended.
     */
    private volatile @Nullable Object outcome;

    DispatchedCommand(Request request, Command command) {
        this.request = request;
        this.command = command;
    }

    @Override
    public void encode(ByteBuf buffer) {
        request.connection().expect(this);
        written = true;
        if (request.claim()) {
            request.preface(this).forEach(before -> write(before, buffer));
            write(command, buffer);
        } else {
            write(PING, buffer);
        }
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
        if (outcome == null && request.connection().received(this)) {
            end(output.get());
        }
    }

    /**
     * Ends the connection after an exception or error. A command that was not written is ended by the connection,
     * which then knows that nothing was written.
     */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        boolean first = outcome == null;
        try {
            if (written) {
                end(cause);
            }
        } finally {
            request.connection().fail(cause);
        }
        return first;
    }

    /**
     * Ends the command with a reply, or with the exception or error that was thrown instead, unless the command
     * has ended before.
     */
    void end(Object result) {
        if (outcome == null) {
            outcome = result;
            request.commandEnded();
        }
    }

    /** Returns whether the command, or a PING in its place, was written. */
    boolean written() {
        return written;
    }

    Request request() {
        return request;
    }

    /**
     * Returns the reply, or the exception or error that was thrown instead, or null until the command has ended.
     */
    @Nullable
    Object outcome() {
        return outcome;
    }

    @Override
    public void cancel() {
        completeExceptionally(new RedisException("the command was cancelled"));
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    /** Returns whether Lettuce must not write the command. Lettuce skips commands that are done. */
    @Override
    public boolean isDone() {
        return outcome != null || request.cancelled() || request.connection().ended() != null;
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

    /**
     * Returns the same type for all commands, because Lettuce keeps state of its own for types such as {@code
     * MULTI} or {@code SELECT}.
     */
    @Override
    public ProtocolKeyword getType() {
        return CommandType.PING;
    }

    @Override
    public String toString() {
        return command.name();
    }
}
