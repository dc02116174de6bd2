package io.redoubt.api.session;

import java.time.Duration;

/**
 * Statistics of all sessions in a {@link SessionStore}, for all processes together. Immutable, thread-safe.
 *
 * <p>The two numbers of sessions and users are exact in this process. On Redis they contain what has expired in the last
 * minute at most, and was not yet removed; at rest they are exact. The others are counted by each process and added up
 * every few seconds: a process that is killed takes its last seconds of counts with it.
 *
 * <p>A session that has expired counts with the time from its creation to its last recorded use, which is earlier than
 * the last use by a tenth of the idle timeout at most, and by one minute at most. That is exact in this process. Redis
 * knows only when the session ended, and reckons the last use from that and from the idle timeout in the settings. So
 * the duration is too short by up to the idle timeout and a tenth if the absolute lifetime has ended the session; too
 * short or too long by as much as {@link SessionStore#extend} has changed its idle timeout; and too short by up to one
 * minute if the sweep of expired sessions was late.
 *
 * @param active sessions at present
 * @param users users with at least one session at present; anonymous sessions have none
 * @param meanDuration mean time from creation to the end, of the sessions that have ended in the last 24 hours; for
 *     those that have expired, to their last use, see above; zero if there were none
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
