package io.redoubt.redis;

/**
 * Setting that determines whether commands of concurrent callers are collected into batches before they are sent to the
 * server.
 */
public enum CommandBatching {
    /** Commands are sent together, which needs fewer system calls and causes far less work for the server. */
    ON,
    /** Each command is sent separately, as the client library would do. */
    OFF
}
