package io.redoubt.redis.spi.support;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pipeline that sends commands in chunks and waits for all replies to one chunk before it sends the next. For use by
 * one thread.
 *
 * <p>A server or proxy that stops reading until its replies are read would otherwise wait for the driver while the
 * driver waits for it. Besides, a pipeline may exceed the limit of pending commands, and other calls find room.
 */
public final class ChunkedPipeline implements PendingReplies {

    private static final int MAX_CHUNK_COMMANDS = 1_000;
    private static final int MAX_CHUNK_BYTES = 1024 * 1024;

    private final List<Command> commands;
    private final PendingLimit limit;
    private final Function<Reply, @Nullable DriverException> reasonToStop;
    private final Function<List<Command>, PendingReplies> sender;
    private final PendingReplies first;

    /**
     * Sends the first chunk.
     *
     * @param limit the limit that counts the commands of a chunk while they are pending
     * @param reasonToStop returns the reason why no chunk is sent after one with that last reply, or null, as {@link
     *     ReplyBudget#reasonToStop} does
     * @param sender sends a chunk; a {@link DriverException} that it throws is the reason for missing replies
     */
    public ChunkedPipeline(
            List<Command> commands,
            PendingLimit limit,
            Function<Reply, @Nullable DriverException> reasonToStop,
            Function<List<Command>, PendingReplies> sender) {
        this.commands = List.copyOf(commands);
        this.limit = limit;
        this.reasonToStop = reasonToStop;
        this.sender = sender;
        this.first = send(this.commands);
    }

    /** Sends the other chunks and waits for all replies. */
    @Override
    public List<Reply> await() {
        List<Reply> replies = first.await();
        if (replies.size() == commands.size()) {
            return replies;
        }
        List<Reply> all = new ArrayList<>(commands.size());
        all.addAll(replies);
        while (all.size() < commands.size()) {
            List<Command> rest = commands.subList(all.size(), commands.size());
            DriverException stop = reasonToStop.apply(all.get(all.size() - 1));
            all.addAll(stop == null ? send(rest).await() : missing(rest, stop));
        }
        return all;
    }

    /** Sends as many of the commands as make up a chunk. */
    private PendingReplies send(List<Command> rest) {
        if (rest.isEmpty()) {
            return List::of;
        }
        List<Command> chunk = rest.subList(0, chunkSize(rest));
        try {
            return sender.apply(chunk);
        } catch (DriverException e) {
            return () -> missing(chunk, e);
        }
    }

    private static List<Reply> missing(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }

    /**
     * Returns the number of commands of the next chunk: all of them, if they are neither too many for a chunk nor too
     * many to be pending at a time; otherwise as many as take up half of what may be pending, so that other calls, and
     * another long pipeline, find room.
     */
    private int chunkSize(List<Command> rest) {
        if (rest.size() == chunkSize(rest, limit.maxCommands(), limit.maxBytes())) {
            return rest.size();
        }
        return Math.max(1, chunkSize(rest, limit.maxCommands() / 2, limit.maxBytes() / 2));
    }

    private static int chunkSize(List<Command> rest, long maxCommands, long maxBytes) {
        int most = (int) Math.min(Math.min(MAX_CHUNK_COMMANDS, maxCommands), rest.size());
        long bytes = 0;
        for (int size = 0; size < most; size++) {
            bytes += rest.get(size).argumentBytes();
            if (bytes > Math.min(MAX_CHUNK_BYTES, maxBytes)) {
                return size;
            }
        }
        return most;
    }
}
