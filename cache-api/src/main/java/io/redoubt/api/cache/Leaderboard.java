package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Ranking of members by score, highest score first, stored under one cache key and shared by all processes.
 *
 * <pre>{@code
 * Leaderboard arena = cache.leaderboard("leaderboard:arena", Ttl.of(Duration.ofDays(7)));
 * arena.increment("user-42", 25);
 * List<RankedMember> best = arena.top(10);
 * }</pre>
 *
 * <p>Ranks start at 1. Members with the same score are ranked as in Redis: by the bytes of their UTF-8, greater
 * ones first. For a leaderboard on which the lowest score wins, store negated scores.
 *
 * <p>Thread-safe; each call is atomic: one command, one round trip. A member is text of 1 to
 * {@value #MAX_MEMBER_BYTES} bytes of UTF-8, stored as it is, not as JSON. The leaderboard is created with its
 * first member, together with its time to live, which later changes do not prolong; it is deleted with its last
 * member.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid member, a score that is not
 * finite, or a number outside its bounds; {@link io.redoubt.api.StoreRejectedException} if the key does not hold a
 * leaderboard.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}. If its
 * {@code mayHaveTakenEffect()} is true, an increment may have been counted; it is not repeated.
 */
public interface Leaderboard {

    /** Maximum number of members in one call. */
    int MAX_BATCH = 1_000;

    /** Maximum number of standings read in one call. */
    int MAX_RANGE = 1_000;

    /** Maximum number of neighbours on either side. */
    int MAX_NEIGHBOURS = 500;

    /** Maximum length of a member in bytes of UTF-8. */
    int MAX_MEMBER_BYTES = 1024;

    /** Sets the score of a member. Returns whether the member is new. */
    default boolean put(String member, double score) {
        return putAll(Collections.singletonMap(member, score)) == 1;
    }

    /**
     * Sets the scores of members.
     *
     * @param scores at most {@value #MAX_BATCH}
     * @return number of new members
     */
    int putAll(Map<String, Double> scores);

    /** Adds to the score of a member, which starts at zero. Returns the new score. */
    double increment(String member, double delta);

    /** Returns the score of a member, if present. */
    OptionalDouble score(String member);

    /** Returns the rank of a member, 1 for the highest score, if present. */
    OptionalLong rank(String member);

    /** Returns rank and score of a member at the same moment, if present. */
    Optional<RankedMember> find(String member);

    /**
     * Returns the members with the highest scores.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    default List<RankedMember> top(int count) {
        return range(1, count);
    }

    /**
     * Returns members in the order of their ranks.
     *
     * @param fromRank the rank of the first of them; at least 1
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<RankedMember> range(long fromRank, int count);

    /**
     * Returns a member and its neighbours, in the order of their ranks; an empty list if the member is not
     * present.
     *
     * @param neighbours number of neighbours on either side, 0 to {@value #MAX_NEIGHBOURS}
     */
    List<RankedMember> around(String member, int neighbours);

    /** Removes a member. Returns whether it was present. */
    default boolean remove(String member) {
        return removeAll(Collections.singletonList(member)) == 1;
    }

    /**
     * Removes members.
     *
     * @param members at most {@value #MAX_BATCH}
     * @return number of members that were present
     */
    int removeAll(Collection<String> members);

    /**
     * Removes all but the members with the highest scores.
     *
     * @param count number of members to keep; at least 1
     * @return number of removed members
     */
    long keepTop(int count);

    /** Returns the number of members. */
    long size();
}
