package io.redoubt.lock;

/**
 * Request to renew the lease of one held lock.
 *
 * @param leaseMillis length of the new lease in milliseconds, counted from now
 */
record RenewalRequest(LockAcquisitionId ownership, long leaseMillis) {}
