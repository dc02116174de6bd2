package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.RankedMember;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Storage interface for leaderboards, implemented on Redis and in memory. Keys and members are validated by the caller.
 * Thread-safe.
 */
interface LeaderboardStore {

    /**
     * Sets the scores of members, at least one. A leaderboard that is created gets the time to live. Returns how
     * many members are new.
     */
    int put(String key, Map<String, Double> scores, Ttl ttl);

    /** Adds to a member's score. A leaderboard that is created gets the time to live. Returns the new score. */
    double increment(String key, String member, double delta, Ttl ttl);

    OptionalDouble score(String key, String member);

    /** Returns the number of members ranked above a member; empty if it is not on the leaderboard. */
    OptionalLong above(String key, String member);

    /** Returns {@code count} members in the order of their ranks, after skipping the first ones. */
    List<RankedMember> range(String key, long skip, int count);

    /** Returns a member and its neighbours; empty if it is not on the leaderboard. */
    List<RankedMember> around(String key, String member, int neighbours);

    /** Removes members, at least one. Returns how many were present. */
    int remove(String key, Collection<String> members);

    /** Removes all members except the first ones. Returns how many were removed. */
    long keepTop(String key, int count);

    long size(String key);
}
