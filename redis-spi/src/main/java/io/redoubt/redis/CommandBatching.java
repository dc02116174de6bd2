package io.redoubt.redis;

/** Setting that determines whether the commands of concurrent callers are sent together. */
public enum CommandBatching {
    /** Commands are sent together, which needs fewer system calls and causes far less work for the server. */
    ON,
    /** Each command is sent separately, as the client library would do. */
    OFF
}
