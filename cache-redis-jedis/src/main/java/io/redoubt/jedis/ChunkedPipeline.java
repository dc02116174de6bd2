package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands in chunks on one connection: the replies to a chunk are read before the next one is sent, since a server, or a
 * proxy, that stops reading until its replies are read would otherwise wait for us as we wait for it. Not thread-safe.
 */
final class ChunkedPipeline {

    private static final int CHUNK_COMMANDS = 1_000;
    private static final long CHUNK_BYTES = 1024 * 1024;
    private static final int SHARE = 4;

    private final List<Command> commands;
    private final Deadline deadline;
    private final Bounds bounds;
    private final Failures failures;
    private final List<Reply> replies;
    private Bounds.Admission admission;
    private int end;
    private int sent;

    /**
     * Counts the first chunk in.
     *
     * @throws DriverException if it may not wait
     */
    ChunkedPipeline(List<Command> commands, Deadline deadline, Bounds bounds, Failures failures) {
        this.commands = commands;
        this.deadline = deadline;
        this.bounds = bounds;
        this.failures = failures;
        this.replies = new ArrayList<>(commands.size());
        this.admission = admitNext();
    }

    /**
     * Runs on a connection, which is not usable after a failure.
     *
     * @return why it failed, or null if it did not
     */
    @Nullable
    DriverException run(Wire wire) {
        wire.begin(deadline);
        try {
            exchange(wire);
            while (end < commands.size()) {
                admission = admitNext();
                exchange(wire);
            }
            wire.end(deadline);
            return null;
        } catch (DriverException refused) {
            // Between two chunks: the connection is as good as new.
            wire.end(deadline);
            giveUp(refused, refused);
            return null;
        } catch (Throwable e) {
            DriverException lost = wire.failure(e);
            giveUp(lost, failures.notReached(lost));
            return lost;
        } finally {
            admission.end();
        }
    }

    /** Ends it where not even the first chunk could be sent. */
    void refuse(DriverException reason) {
        admission.end();
        giveUp(reason, reason);
    }

    /** How many commands are counted in. */
    int admitted() {
        return end - replies.size();
    }

    /** One reply a command, once it has run or was refused. */
    List<Reply> replies() {
        return replies;
    }

    /** What a caller gets who does not wait for the replies. */
    List<Reply> missing(DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }

    private void exchange(Wire wire) {
        while (sent < end) {
            // Counted before it is written: a failure in the middle leaves a part on the wire.
            wire.send(commands.get(sent++));
        }
        wire.flush();
        while (replies.size() < end) {
            replies.add(wire.receive());
        }
        admission.end();
    }

    private void giveUp(DriverException lost, DriverException unsent) {
        while (replies.size() < commands.size()) {
            replies.add(new Reply.Missing(replies.size() < sent ? lost : unsent));
        }
    }

    private Bounds.Admission admitNext() {
        int from = end;
        // A share of what is free, however many such pipelines there are: others find room as well.
        int mostCommands = Math.min(CHUNK_COMMANDS, bounds.freeCommands() / SHARE);
        long mostBytes = Math.min(CHUNK_BYTES, bounds.freeBytes() / SHARE);
        long bytes = Requests.size(commands.get(end++));
        while (end < commands.size() && end - from < mostCommands) {
            long next = Requests.size(commands.get(end));
            if (bytes + next > mostBytes) {
                break;
            }
            bytes += next;
            end++;
        }
        return bounds.admit(end - from, bytes);
    }
}
