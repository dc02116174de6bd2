package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Standing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Leaderboards under checked keys, on Redis or in this process. Thread-safe. */
interface LeaderboardStore {

    /** Gives members their scores, at least one; a board that is created gets the time to live. Returns how many are new. */
    int put(String key, Map<String, Double> scores, Ttl ttl);

    /** Adds to a member's score; a board that is created gets the time to live. Returns the new score. */
    double increment(String key, String member, double delta, Ttl ttl);

    OptionalDouble score(String key, String member);

    /** How many are above a member. */
    OptionalLong above(String key, String member);

    /** Members by rank, without the first few. */
    List<Standing> range(String key, long skip, int count);

    /** A member and its neighbours; nothing if it is not there. */
    List<Standing> around(String key, String member, int neighbours);

    /** Removes members, at least one. Returns how many were there. */
    int remove(String key, Collection<String> members);

    /** Removes all but the first. Returns how many were removed. */
    long keepTop(String key, int count);

    long size(String key);
}
