package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a server tells, on a thread of its own, which ends with the connection. */
final class JedisPushLink implements PushLink {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");

    private final PushWire wire;
    private final PushSink sink;
    private volatile boolean closed;

    private JedisPushLink(PushWire wire, PushSink sink) {
        this.wire = wire;
        this.sink = sink;
    }

    /** Starts to read. */
    static JedisPushLink start(PushWire wire, PushSink sink, IoThreads threads) {
        JedisPushLink link = new JedisPushLink(wire, sink);
        threads.create("link", link::run).start();
        return link;
    }

    @Override
    public void close() {
        closed = true;
        wire.close();
    }

    private void run() {
        DriverException reason = deliverUntilLost();
        wire.close();
        if (!closed) {
            tell(() -> sink.ended(reason));
        }
    }

    private DriverException deliverUntilLost() {
        try {
            while (!closed) {
                Reply next = wire.next();
                if (Push.isEnd(next)) {
                    return wire.failures().unsubscribed();
                }
                if (!closed) {
                    tell(() -> Push.tell(next, sink));
                }
            }
            return wire.failures().closed();
        } catch (DriverException e) {
            return e;
        } catch (Throwable e) {
            return wire.failures().failed(DriverException.Execution.UNKNOWN, e);
        }
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            // Whoever listens for many is expected to keep their failures from us; those after this one want theirs.
            LOG.warn("What listens to a server failed", e);
        }
    }
}
