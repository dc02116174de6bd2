package io.redoubt.api.session;

/**
 * Progress of a call that works on many sessions in batches. Immutable.
 *
 * @param examined the users, or the sessions, that the call is done with
 * @param destroyed the sessions that were destroyed
 */
public record SessionProgress(long examined, long destroyed) {}
