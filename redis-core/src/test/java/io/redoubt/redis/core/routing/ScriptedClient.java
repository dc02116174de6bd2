package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client whose server is back when the test says so. Only what a gate needs. */
final class ScriptedClient implements NodeClient {

    static final Node NODE = new Node("localhost", 1);

    final AtomicInteger renewals = new AtomicInteger();
    volatile @Nullable DriverException down;

    @Override
    public Node node() {
        return NODE;
    }

    @Override
    public void renew(Deadline deadline) {
        renewals.incrementAndGet();
        DriverException failure = down;
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeLoad load() {
        return new NodeLoad(0, 0, 0);
    }

    @Override
    public void close() {}
}
