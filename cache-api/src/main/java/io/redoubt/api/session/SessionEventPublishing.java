package io.redoubt.api.session;

/** Setting that determines whether changes to sessions are published as {@link SessionEvent}s. */
public enum SessionEventPublishing {
    /** Every change publishes an event, as part of the script that makes the change. */
    ON,
    /** No event is published, and nothing can be subscribed. */
    OFF
}
