package io.redoubt.redis;

/**
 * Source of credentials that may change while the application runs: rotated passwords, tokens of IAM or Entra ID.
 * Thread-safe.
 *
 * <p>Asked on a thread of Redoubt's before each new connection, and before what it provided last expires; connections to the
 * same server that are opened meanwhile wait for the same answer, each until its own deadline. It may block. What it throws
 * fails the attempt to connect, and no connection that stands.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /** The credentials that the server accepts now. */
    Credentials credentials();
}
