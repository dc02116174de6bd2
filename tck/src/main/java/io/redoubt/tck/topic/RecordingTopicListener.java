package io.redoubt.tck.topic;

import io.redoubt.api.topic.TopicListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Test listener that records, in order of arrival, topic messages and each notice that messages may have been missed.
 * Thread-safe.
 */
class RecordingTopicListener<T> implements TopicListener<T> {

    static final String GAP = "(gap)";

    private final List<Object> events = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(T message) {
        events.add(message);
    }

    @Override
    public void onGap() {
        events.add(GAP);
    }

    final List<Object> events() {
        return new ArrayList<>(events);
    }

    final List<Object> messages() {
        return events.stream().filter(event -> !GAP.equals(event)).toList();
    }

    final long gaps() {
        return events.stream().filter(GAP::equals).count();
    }
}
