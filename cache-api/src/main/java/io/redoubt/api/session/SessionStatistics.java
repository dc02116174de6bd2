package io.redoubt.api.session;

import java.time.Duration;

/**
 * Statistics of all sessions of a store, for all processes together. Immutable, thread-safe.
 *
 * <p>The two numbers of sessions and users contain what has expired and was not yet removed: on Redis at most what has
 * expired in the last minute, in this process what no call has come across. At rest they are exact. The others are
 * counted by each process and added up every few seconds: a process that is killed takes its last seconds of counts
 * with it.
 *
 * @param active sessions at present
 * @param users users with at least one session at present; anonymous sessions have none
 * @param meanDuration mean time from creation to the end, of the sessions that have ended in the last 24 hours; for
 *     those that have expired, to their last use, which Redis can only estimate where {@link SessionStore#extend} has
 *     changed the idle timeout; zero if there were none
 * @param longestDuration longest such time
 * @param createdPerMinute sessions created in the last whole minute
 * @param destroyedPerMinute sessions destroyed by calls in the last whole minute
 * @param expiredPerMinute sessions expired in the last whole minute
 * @param evictedPerMinute sessions evicted by the limit of their user in the last whole minute
 * @param rejectedPerMinute sessions rejected by the limit of their user in the last whole minute
 */
public record SessionStatistics(
        long active,
        long users,
        Duration meanDuration,
        Duration longestDuration,
        long createdPerMinute,
        long destroyedPerMinute,
        long expiredPerMinute,
        long evictedPerMinute,
        long rejectedPerMinute) {}
