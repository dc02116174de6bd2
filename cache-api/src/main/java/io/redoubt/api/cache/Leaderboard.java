package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Members with scores, ranked from the highest score down, under one key, shared by all processes.
 *
 * <pre>{@code
 * Leaderboard arena = cache.leaderboard("leaderboard:arena", Ttl.of(Duration.ofDays(7)));
 * arena.increment("user-42", 25);
 * List<Standing> best = arena.top(10);
 * }</pre>
 *
 * <p>Ranks begin at 1. Members of the same score are ranked as Redis ranks them: by the bytes of their UTF-8, the greater
 * ones first. For a board on which the lowest score wins, store scores negated.
 *
 * <p>Thread-safe; each call is one step that is not mixed with others', one command, one round trip. A member is text of 1 to
 * {@value #MAX_MEMBER_BYTES} bytes of UTF-8, stored as it is, not as JSON. The board is created with its first member, with
 * its time to live in the same step, which later changes do not prolong; it is gone with its last one.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for a bad member, a score that is not finite, or a number out
 * of its bounds; {@link io.redoubt.api.StoreRejectedException} if the key holds something else than a leaderboard.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException}; where
 * {@code mayHaveTakenEffect()} is true, an increment may have been counted, and it is not repeated.
 */
public interface Leaderboard {

    /** The largest number of members in one call. */
    int MAX_BATCH = 1_000;

    /** The largest number of standings read in one call. */
    int MAX_RANGE = 1_000;

    /** The largest number of neighbours on either side. */
    int MAX_NEIGHBOURS = 500;

    /** The longest member, in bytes of UTF-8. */
    int MAX_MEMBER_BYTES = 1024;

    /** Gives a member this score, whatever it had before. Returns whether the member is new. */
    default boolean put(String member, double score) {
        return putAll(Collections.singletonMap(member, score)) == 1;
    }

    /**
     * Gives members their scores.
     *
     * @param scores at most {@value #MAX_BATCH}
     * @return how many members are new
     */
    int putAll(Map<String, Double> scores);

    /** Adds to a member's score, which begins at zero. Returns the new score. */
    double increment(String member, double delta);

    /** A member's score, if it is there. */
    OptionalDouble score(String member);

    /** A member's rank, 1 for the highest score, if it is there. */
    OptionalLong rank(String member);

    /** A member's rank and score at one moment, if it is there. */
    Optional<Standing> find(String member);

    /**
     * The members with the highest scores.
     *
     * @param count 1 to {@value #MAX_RANGE}
     */
    default List<Standing> top(int count) {
        return range(1, count);
    }

    /**
     * Members in the order of their ranks.
     *
     * @param fromRank the rank of the first of them; at least 1
     * @param count 1 to {@value #MAX_RANGE}
     */
    List<Standing> range(long fromRank, int count);

    /**
     * A member and its neighbours, in the order of their ranks; nothing if the member is not there.
     *
     * @param neighbours how many on either side, 0 to {@value #MAX_NEIGHBOURS}
     */
    List<Standing> around(String member, int neighbours);

    /** Removes a member. Returns whether it was there. */
    default boolean remove(String member) {
        return removeAll(Collections.singletonList(member)) == 1;
    }

    /**
     * Removes members.
     *
     * @param members at most {@value #MAX_BATCH}
     * @return how many were there
     */
    int removeAll(Collection<String> members);

    /**
     * Removes all but the members with the highest scores.
     *
     * @param count how many stay; at least 1
     * @return how many were removed
     */
    long keepTop(int count);

    /** How many members there are. */
    long size();
}
