package io.redoubt.jedis;

import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;

/** Reads what a server tells by itself: a list of which the first word says what it is. */
final class Push {

    private Push() {}

    /** Whether the server confirms a subscription. */
    static boolean isConfirmation(Reply reply) {
        String word = word(reply);
        return word.equals("subscribe") || word.equals("ssubscribe");
    }

    /** Whether the server ends a subscription. */
    static boolean isEnd(Reply reply) {
        String word = word(reply);
        return word.equals("unsubscribe") || word.equals("sunsubscribe");
    }

    /** Tells it to the sink, if it is anything that one cares about: a sign of life is not. */
    static void tell(Reply reply, PushSink sink) {
        String word = word(reply);
        if (word.isEmpty() || !(reply instanceof Reply.Array push)) {
            return;
        }
        List<Reply> parts = push.elements();
        if (word.equals("message") || word.equals("smessage")) {
            if (parts.size() == 3
                    && parts.get(1) instanceof Reply.Data channel
                    && parts.get(2) instanceof Reply.Data payload) {
                sink.message(channel.value(), payload.value());
            }
        } else if (word.equals("invalidate") && parts.size() == 2) {
            if (parts.get(1) instanceof Reply.Array keys) {
                sink.invalidated(values(keys));
            } else {
                sink.flushed();
            }
        }
    }

    private static String word(Reply reply) {
        return reply instanceof Reply.Array array
                        && !array.elements().isEmpty()
                        && array.elements().get(0) instanceof Reply.Data first
                ? first.text()
                : "";
    }

    private static List<byte[]> values(Reply.Array keys) {
        List<byte[]> values = new ArrayList<>(keys.elements().size());
        for (Reply key : keys.elements()) {
            if (key instanceof Reply.Data data) {
                values.add(data.value());
            }
        }
        return values;
    }
}
