package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Statistics of one near cache (a cache of decoded values, or of sessions, in this process) since it was created. Its
 * hits also count as hits of its region, or of the cache store. All are zero without a near cache. Immutable.
 *
 * @param state whether values are kept and returned at present
 * @param reason why the state is not {@link State#ACTIVE}; empty if it is
 * @param hits reads that were answered without Redis
 * @param misses reads that went to Redis
 * @param servedWhileDown reads that were answered while Redis was unavailable; only for regions
 * @param invalidations keys whose change Redis or, in the state {@link State#MESSAGES}, another process has reported:
 *     for all near caches of regions of this name together, under this key prefix, or of all sessions
 * @param gaps times at which all values became outdated, because changes may have been missed
 * @param refusedFills values that were read but not kept, because they may have changed since, or are sessions that are
 *     too large
 * @param evictions values that were dropped to stay within the maximum size
 * @param entries values that are kept at present
 * @param size what they add up to, in the unit of {@link NearCacheSettings#bound()}; for sessions, their number
 * @param sinceHeartbeat how long ago a server last answered on the connection that reports changes; of several masters,
 *     the one that has been silent longest; empty before the first answer, and without a server
 */
public record NearCacheStatistics(
        State state,
        String reason,
        long hits,
        long misses,
        long servedWhileDown,
        long invalidations,
        long gaps,
        long refusedFills,
        long evictions,
        long entries,
        long size,
        Optional<Duration> sinceHeartbeat) {

    /** Statistics of a region without a near cache. */
    public static final NearCacheStatistics NONE = new NearCacheStatistics(
            State.OFF, "the region has no near cache", 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());

    /** State of a near cache. */
    public enum State {
        /** Values are kept, and changes on the server are noticed. */
        ACTIVE,
        /**
         * Values are kept, and the server refuses to report changes: those of other processes are noticed by their
         * messages, and those of other programs at the maximum age. See
         * {@link NearCacheSettings#messagesIfTrackingRefused()}.
         */
        MESSAGES,
        /** Values are not kept until changes are reported again. */
        CONNECTING,
        /**
         * The server refuses to report changes, or the time to live of sessions, so that no values are kept. This is
         * tried again, after a minute at most.
         */
        REFUSED,
        /** There is no near cache, or what it belongs to is closed. */
        OFF
    }
}
