package io.redoubt.lock;

/**
 * A lease to be renewed.
 *
 * @param leaseMillis for how long, from now
 */
record RenewalRequest(Ownership ownership, long leaseMillis) {}
