/**
 * Sessions: implementation of {@link io.redoubt.api.session.SessionStore} on Redis and in this process.
 *
 * <p>The store is implemented once, above the port {@code SessionRepository}, which has both implementations.
 *
 * <p>Terms:
 * <ul>
 * <li><b>Owner</b>: the user of a session.
 * <li><b>Bucket</b>: one of 256 groups of users, determined by the user id. All keys of a bucket are in one slot
 *     of a cluster.
 * <li><b>Index</b>: the sorted set of a user's sessions on Redis.
 * <li><b>Touch</b>: the update that records a session's last use and thereby renews its idle timeout.
 * <li><b>Handle</b>: the hash of a session id, which identifies a session in lists without giving access to it.
 * </ul>
 */
@NullMarked
package io.redoubt.session;

import org.jspecify.annotations.NullMarked;
