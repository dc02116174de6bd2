package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * A pipeline that is longer than what may be pending at a time, sent in parts of half as much, each when the one before it
 * is answered: so it leaves room for others, and for another like it. For one thread, as {@link PendingReplies} is.
 */
final class Parts implements PendingReplies {

    private final List<List<Command>> later;
    private final PendingReplies first;
    private final Function<List<Command>, PendingReplies> send;

    private Parts(List<List<Command>> parts, Function<List<Command>, PendingReplies> send) {
        this.first = send.apply(parts.get(0));
        this.later = parts.subList(1, parts.size());
        this.send = send;
    }

    /** Sends the first part; the others follow while the replies are waited for. */
    static PendingReplies send(List<Command> commands, Bounds bounds, Function<List<Command>, PendingReplies> send) {
        List<List<Command>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < commands.size(); i++) {
            long next = Request.bytes(commands.get(i));
            if (i > from && (i - from >= bounds.most() / 2 || bytes + next > bounds.mostBytes() / 2)) {
                parts.add(commands.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        parts.add(commands.subList(from, commands.size()));
        return new Parts(parts, send);
    }

    @Override
    public List<Reply> await() {
        List<Reply> replies = new ArrayList<>(first.await());
        for (List<Command> part : later) {
            Reply last = replies.get(replies.size() - 1);
            // Whatever kept the last reply away keeps the others away too, and without it their order would be lost.
            replies.addAll(
                    last instanceof Reply.Missing missing
                            ? Collections.nCopies(part.size(), new Reply.Missing(unsent(missing.reason())))
                            : send.apply(part).await());
        }
        return Collections.unmodifiableList(replies);
    }

    private static DriverException unsent(DriverException before) {
        return before.execution() == Execution.NOT_EXECUTED
                ? before
                : DriverException.notExecuted(
                        before.kind(), "not sent, since before it: " + before.getMessage(), before);
    }
}
