package io.redoubt.lock;

/**
 * A lease to be renewed.
 *
 * @param millis for how long, from now
 */
record Renewal(Claim claim, long millis) {}
