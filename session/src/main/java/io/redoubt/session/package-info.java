/**
 * Sessions: implementation of {@link io.redoubt.api.session.SessionStore} on Redis and in this process.
 *
 * <p>The store is implemented once, above the port {@code SessionRepository}, which has both implementations.
 *
 * <p>Terms:
 * <ul>
 * <li><b>Owner</b>: the user of a session; an anonymous session has none.
 * <li><b>Bucket</b>: one of 256 groups of sessions; for the session of a user, determined by the user id. All keys of a
 *     bucket are in one slot of a cluster.
 * <li><b>Expiry index</b>: the sorted set of a bucket's sessions on Redis, by the time at which to look at them.
 * <li><b>Record</b>: what is kept under a session id that was replaced, so that the change can be repeated.
 * <li><b>Copy</b>: what the near cache of a process keeps of a session on Redis, to answer {@code find}.
 * <li><b>Sweep</b>: the search for expired sessions, in one process at a time.
 * <li><b>Touch</b>: the update that records a session's last use and thereby renews its idle timeout.
 * <li><b>Handle</b>: the hash of a session id, with the bucket; identifies a session in lists and events without giving
 *     access to it.
 * </ul>
 */
@NullMarked
package io.redoubt.session;

import org.jspecify.annotations.NullMarked;
