package io.redoubt.api.lock;

import java.time.Duration;

/**
 * Snapshot of a lock that is held, by its present holder in any process. Immutable.
 *
 * @param fencingToken the token of the present acquisition
 * @param remaining how long the lock remains held unless it is renewed, extended or released; by the clock of the
 *     store, in whole milliseconds, and more than zero
 */
public record LockInfo(long fencingToken, Duration remaining) {}
