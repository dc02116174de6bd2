package io.redoubt.api.session;

import java.util.function.Consumer;

/**
 * Listener that receives the events of all sessions in a {@link SessionStore}, including events caused by other
 * processes. Called by a thread of its subscription, one call at a time, so it may block without harm to other
 * subscriptions. Whatever it throws is logged, and the next event is delivered.
 */
public interface SessionListener {

    /**
     * Called for each event, at most once. The events of one session come in the order in which they happened, unless
     * it has changed to another bucket by a login in a cluster. The next event waits until this method returns; a
     * listener that is slower than its events for long misses some, and gets {@link #onGap()} for them.
     */
    void onEvent(SessionEvent event);

    /**
     * Called when events may have been missed, for example because the connection to Redis was lost. A listener that
     * must not miss anything now looks again: at the sessions that it holds something for, by {@link
     * SessionStore#list}.
     */
    void onGap();

    /** Returns a listener that calls these two functions. */
    static SessionListener of(Consumer<? super SessionEvent> onEvent, Runnable onGap) {
        return new SessionListener() {
            @Override
            public void onEvent(SessionEvent event) {
                onEvent.accept(event);
            }

            @Override
            public void onGap() {
                onGap.run();
            }
        };
    }
}
