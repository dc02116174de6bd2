package io.redoubt.lock;

/**
 * Request to renew one lease.
 *
 * @param leaseMillis length of the new lease in milliseconds, counted from now
 */
record RenewalRequest(Ownership ownership, long leaseMillis) {}
