package io.redoubt.session;

/**
 * Hash of a secret session id, stored instead of the id itself. It is sufficient to find the session, and insufficient
 * to use it. Immutable.
 *
 * @param bucket the bucket of the session's owner, see {@link SessionOwner}
 * @param hash the first 128 bits of the SHA-256 of the id, in hexadecimal
 */
record HashedSessionId(String bucket, String hash) {}
