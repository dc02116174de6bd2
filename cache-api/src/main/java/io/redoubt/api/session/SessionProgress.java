package io.redoubt.api.session;

/**
 * Progress of {@link SessionStore#destroyAllOfUsers} or {@link SessionStore#destroyIf}: users or sessions examined so
 * far, and sessions destroyed so far. Immutable.
 *
 * @param examined the users, or the sessions, that the call is done with
 * @param destroyed the sessions that were destroyed
 */
public record SessionProgress(long examined, long destroyed) {}
