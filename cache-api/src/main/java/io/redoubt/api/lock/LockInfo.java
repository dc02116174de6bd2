package io.redoubt.api.lock;

import java.time.Duration;

/**
 * Snapshot of a held lock: the fencing token and the remaining time of the lease. Immutable.
 *
 * @param fencingToken the token of the present acquisition
 * @param remaining how long the lock remains held unless it is renewed, extended or released; by the clock of the
 *     store, in whole milliseconds, and more than zero
 */
public record LockInfo(long fencingToken, Duration remaining) {}
