package io.redoubt.api.lock;

import java.time.Duration;

/**
 * Snapshot of a lock that some process holds: its fencing token and the remaining time. Immutable.
 *
 * @param fencingToken the token of the present acquisition
 * @param remaining how long the lock remains held unless it is renewed, extended or released; by the clock of the
 *     store, in whole milliseconds, and more than zero
 */
public record LockInfo(long fencingToken, Duration remaining) {}
