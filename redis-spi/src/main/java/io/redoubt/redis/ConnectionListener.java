package io.redoubt.redis;

/**
 * Listener through which an application receives {@link ConnectionEvent}s. Called on a thread of its own, one event at
 * a time, in order. It may block; meanwhile up to 1,000 events are queued, and further events are dropped. Exceptions
 * that it throws are logged.
 */
@FunctionalInterface
public interface ConnectionListener {

    /** Called for each event. */
    void onEvent(ConnectionEvent event);
}
