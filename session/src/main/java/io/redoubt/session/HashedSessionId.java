package io.redoubt.session;

/**
 * Stored form of a session id: sufficient to find the session, insufficient to use it. Immutable.
 *
 * @param bucket the bucket of the session's owner, see {@link SessionOwner}
 * @param hash the first 128 bits of the SHA-256 of the id, in hexadecimal
 */
record HashedSessionId(String bucket, String hash) {}
