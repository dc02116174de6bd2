package io.redoubt.session;

import io.redoubt.api.ClosedException;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.Topics;

/**
 * Topic through which the events of sessions reach listeners in all processes. Thread-safe.
 *
 * @param topics topics with a {@link SessionEventCodec}
 * @param publishing whether there are events
 */
record SessionEventTopic(Topics topics, SessionEventPublishing publishing) {

    /** Name of the topic. */
    static final String NAME = "redoubt:session-events";

    SessionSubscription subscribe(SessionListener listener) {
        if (publishing == SessionEventPublishing.OFF) {
            throw new IllegalStateException(
                    "no events of sessions are published: switch them on, by sessionEvents in the settings or"
                            + " SESSION_EVENTS=on, in all processes that share the sessions");
        }
        return topics.subscribe(NAME, SessionEvent.class, TopicListener.of(listener::onEvent, listener::onGap))::close;
    }

    /** Publishes an event of this process, where no script does so. Once the topics are closed, it does nothing. */
    void publish(SessionEvent event) {
        if (publishing == SessionEventPublishing.ON) {
            try {
                topics.publish(NAME, event);
            } catch (ClosedException e) {
                // The listeners were closed with the topics, so that nobody misses the event.
            }
        }
    }
}
