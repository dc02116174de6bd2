package io.redoubt.redis;

/**
 * Hears what happens to the connections, in order, one event after the other, on a thread of its own. May block; while it
 * does, up to 1,000 events are kept, and later ones are dropped. What it throws is logged.
 */
@FunctionalInterface
public interface ConnectionListener {

    /** Something happened. */
    void onEvent(ConnectionEvent event);
}
