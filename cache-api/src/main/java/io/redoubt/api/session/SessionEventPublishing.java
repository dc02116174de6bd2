package io.redoubt.api.session;

/** Setting that determines whether the events of sessions are published. */
public enum SessionEventPublishing {
    /** Every change publishes an event, as part of the script that makes the change. */
    ON,
    /** No event is published, and nothing can be subscribed. */
    OFF
}
