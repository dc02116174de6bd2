package io.redoubt.redis;

/**
 * Source of Redis credentials that may change at run time, such as rotated passwords or access tokens. Tokens are, for
 * example, those of IAM or Entra ID. Thread-safe.
 *
 * <p>Called on a thread of Redoubt before each new connection, and before the credentials that it provided last
 * expire. Connections to the same server that are opened in the meantime wait for the same result, each until its
 * own deadline. A provider may block. An exception makes the attempt to connect fail, and leaves open connections
 * untouched.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /** Returns the credentials that the server currently accepts. */
    Credentials credentials();
}
