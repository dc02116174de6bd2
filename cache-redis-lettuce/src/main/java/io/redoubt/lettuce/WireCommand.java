package io.redoubt.lettuce;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One command of a request, as Lettuce's decoder wants it. Used by one event loop thread only. */
final class WireCommand implements RedisCommand<byte[], byte[], Reply>, ProtocolKeyword {

    private static final int FRAME = 16;

    private final Command command;
    private final Request request;
    private final int place;
    private final ReplyOutput received = new ReplyOutput();
    private boolean done;

    /** @param place which of the request's replies is this command's */
    WireCommand(Command command, Request request, int place) {
        this.command = command;
        this.request = request;
        this.place = place;
    }

    @Override
    public void encode(ByteBuf buffer) {
        write(command, buffer);
    }

    /** Writes a command as an array of bulk strings. */
    static void write(Command command, ByteBuf buffer) {
        List<byte[]> arguments = command.arguments();
        String name = command.name();
        buffer.ensureWritable(name.length() + 2 * FRAME);
        buffer.writeByte('*');
        line(buffer, arguments.size() + 1);
        buffer.writeByte('$');
        line(buffer, name.length());
        ByteBufUtil.writeAscii(buffer, name);
        buffer.writeByte('\r').writeByte('\n');
        for (byte[] argument : arguments) {
            buffer.ensureWritable(argument.length + FRAME);
            buffer.writeByte('$');
            line(buffer, argument.length);
            buffer.writeBytes(argument).writeByte('\r').writeByte('\n');
        }
    }

    private static void line(ByteBuf buffer, int number) {
        if (number < 10) {
            buffer.writeByte('0' + number);
        } else {
            ByteBufUtil.writeAscii(buffer, Integer.toString(number));
        }
        buffer.writeByte('\r').writeByte('\n');
    }

    @Override
    public void complete() {
        if (!done) {
            done = true;
            request.answered(place, received.get());
        }
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        boolean first = !done;
        if (first) {
            done = true;
            request.failed(place, cause);
        }
        return first;
    }

    @Override
    public void cancel() {
        completeExceptionally(new RedisException("the command was cancelled"));
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public CommandOutput<byte[], byte[], Reply> getOutput() {
        return received;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], Reply> output) {
        throw new UnsupportedOperationException("a command keeps its output");
    }

    @Override
    public CommandArgs<byte[], byte[]> getArgs() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    @Override
    public ProtocolKeyword getType() {
        return this;
    }

    @Override
    public byte[] getBytes() {
        return command.name().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return command.name();
    }
}
