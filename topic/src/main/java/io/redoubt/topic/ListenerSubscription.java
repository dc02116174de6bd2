package io.redoubt.topic;

import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.redis.core.support.CheckedCodec;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of one listener, with a bounded queue and a thread that decodes messages and calls the listener. The
 * thread runs only while something arrives. Thread-safe; no lock is held while the listener or the codec runs.
 */
final class ListenerSubscription<T> implements TopicSubscription, TopicTransport.Receiver {

    /** How long {@link #close()} lets a call of the listener go on, before it is interrupted. */
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String topic;
    private final TypeRef<T> type;
    private final TopicListener<? super T> listener;
    private final CheckedCodec codec;
    private final TopicCounters counters;
    private final TopicLog log;
    private final Consumer<ListenerSubscription<?>> onClosed;
    private final ArrivalQueue arrivals = new ArrivalQueue();
    private final ServiceThread thread = new ServiceThread("redoubt-topic-listener", this::deliverNext);

    ListenerSubscription(
            String topic,
            TypeRef<T> type,
            TopicListener<? super T> listener,
            CheckedCodec codec,
            TopicCounters counters,
            TopicLog log,
            Consumer<ListenerSubscription<?>> onClosed) {
        this.topic = topic;
        this.type = type;
        this.listener = listener;
        this.codec = codec;
        this.counters = counters;
        this.log = log;
        this.onClosed = onClosed;
    }

    @Override
    public String topic() {
        return topic;
    }

    ServiceThread thread() {
        return thread;
    }

    @Override
    public void message(byte[] message) {
        try {
            if (!arrivals.offer(message)) {
                counters.dropped().increment();
                log.dropped(topic);
            }
        } finally {
            thread.wake(); // also for the gap that an Error leaves
        }
    }

    @Override
    public void gap() {
        try {
            arrivals.offerGap();
        } finally {
            thread.wake();
        }
    }

    private Duration deliverNext() {
        ArrivalQueue.Arrival next = arrivals.poll();
        if (next == null) {
            return ServiceThread.UNTIL_WOKEN;
        }
        boolean handled = false;
        try {
            deliver(next);
            handled = true;
        } finally {
            if (!handled) {
                arrivals.missed();
            }
        }
        return Duration.ZERO;
    }

    private void deliver(ArrivalQueue.Arrival next) {
        byte[] message = next.message();
        if (message == null) {
            counters.gaps().increment();
            call(listener::onGap);
            return;
        }
        @Nullable T value = decode(message);
        if (value != null && !arrivals.isClosed()) { // closed meanwhile by the codec, or while it ran
            counters.delivered().increment();
            call(() -> listener.onMessage(value));
        }
    }

    private @Nullable T decode(byte[] message) {
        try {
            return codec.decode(MessageFormat.content(message), type);
        } catch (Throwable e) {
            counters.undecodable().increment();
            log.undecodable(topic, type, e);
            if (e instanceof VirtualMachineError || e.getCause() instanceof VirtualMachineError) {
                arrivals.missed(); // not the fault of the message
            }
            return null;
        }
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            counters.listenerFailures().increment();
            log.listenerFailed(topic, e);
        }
    }

    /** Drops what has arrived and refuses what arrives; the listener is not called any more after its present call. */
    void stop() {
        arrivals.close();
    }

    @Override
    public void close() {
        stop();
        try {
            onClosed.accept(this);
        } finally {
            boolean unused = thread.close(CLOSE_TIMEOUT);
        }
    }
}
