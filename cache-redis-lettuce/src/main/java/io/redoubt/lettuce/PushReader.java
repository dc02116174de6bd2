package io.redoubt.lettuce;

import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.redoubt.redis.spi.PushSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a sink what the server says by itself. Called on the event loop.
 *
 * @param listening whether the sink still hears
 * @param whenEnded is told when the server has ended a subscription
 */
record PushReader(PushSink sink, BooleanSupplier listening, Consumer<String> whenEnded) implements PushListener {

    private static final Logger LOG = LoggerFactory.getLogger(PushReader.class);

    @Override
    public void onPushMessage(PushMessage message) {
        if (listening.getAsBoolean()) {
            try {
                tell(message.getType(), message.getContent());
            } catch (RuntimeException e) {
                LOG.warn("the sink of a link failed; the link goes on", e);
            } catch (Throwable e) {
                whenEnded.accept("what the server said was lost: " + e);
            }
        }
    }

    private void tell(String type, List<Object> content) {
        switch (type) {
            case "message", "smessage" -> sink.message(bytes(content.get(1)), bytes(content.get(2)));
            case "invalidate" -> invalidate(content.get(1));
            case "unsubscribe", "sunsubscribe" -> whenEnded.accept("the server has ended a subscription");
            default -> LOG.debug("the server says {}, which nobody asked for", type);
        }
    }

    private void invalidate(Object keys) {
        if (keys instanceof List<?> list) {
            sink.invalidated(list.stream().map(PushReader::bytes).toList());
        } else {
            sink.flushed();
        }
    }

    private static byte[] bytes(Object element) {
        if (element instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        throw new IllegalStateException("not a string: " + element.getClass().getName());
    }
}
