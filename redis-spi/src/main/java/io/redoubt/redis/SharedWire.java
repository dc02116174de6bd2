package io.redoubt.redis;

/** Whether callers that are busy at the same time send their commands together. */
public enum SharedWire {
    /** They do: fewer system calls, and far less work for the server. */
    ON,
    /** Each is sent by itself, as the client library would. */
    OFF
}
