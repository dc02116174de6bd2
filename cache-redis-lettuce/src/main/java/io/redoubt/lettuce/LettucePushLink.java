package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.SharedWire;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which the server speaks by itself, over RESP3, where that cannot be confused with replies. Its sink is
 * called on the event loop, thus one call after the other.
 */
final class LettucePushLink implements PushLink, Wire.Life {

    private enum State {
        OPENING,
        STANDING,
        OVER
    }

    private final PushSink sink;
    private final Duration heartbeat;
    private final Failures failures;
    private final Consumer<Wire> whenOver;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);
    private final AtomicReference<@Nullable Wire> wire = new AtomicReference<>();

    LettucePushLink(PushSink sink, Duration heartbeat, Failures failures, Consumer<Wire> whenOver) {
        this.sink = sink;
        this.heartbeat = heartbeat;
        this.failures = failures;
        this.whenOver = whenOver;
    }

    /** The wire that it goes over, once. */
    Wire over(Attempt attempt) {
        Wire own = new Wire(attempt, failures, SharedWire.ON, Bounds.none(), this);
        wire.set(own);
        return own.begin();
    }

    @Override
    public void opened(Line line) {
        line.connection().addListener(new PushReader(sink, () -> state.get() != State.OVER, this::broke));
        line.addFirst(new Pulse(heartbeat, this::ask, () -> broke("no sign of life came")));
    }

    private void ask() {
        Wire own = wire.get();
        if (own != null) {
            own.offer(Request.unbounded(Command.keyless("PING")));
        }
    }

    private void broke(String how) {
        Wire own = wire.get();
        if (own != null) {
            own.broke(failures.silent(how));
        }
    }

    /**
     * The server has answered to what it was asked for.
     *
     * @throws DriverException if it refused, or if the connection was lost right after
     */
    void confirm(Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            throw DriverException.notExecuted(
                    Kind.ACCESS_DENIED, failures.node() + " refused to tell: " + refusal.code(), null);
        }
        if (!state.compareAndSet(State.OPENING, State.STANDING)) {
            throw failures.ended();
        }
    }

    @Override
    public void lost(DriverException reason) {
        over(own -> {
            if (state.getAndSet(State.OVER) == State.STANDING) {
                sink.ended(reason);
            }
        });
    }

    @Override
    public void close() {
        over(own -> {
            state.set(State.OVER);
            own.close(failures.ended());
        });
    }

    private void over(Consumer<Wire> end) {
        Wire own = wire.get();
        if (own != null) {
            end.accept(own);
            whenOver.accept(own);
        }
    }
}
