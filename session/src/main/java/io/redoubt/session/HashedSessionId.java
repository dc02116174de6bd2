package io.redoubt.session;

/**
 * What is stored of a session's id: enough to find the session, not enough to use it. Immutable.
 *
 * @param bucket that of its owner, see {@link SessionOwner}
 * @param hash the first 128 bits of the SHA-256 of the id, in hexadecimal
 */
record HashedSessionId(String bucket, String hash) {}
