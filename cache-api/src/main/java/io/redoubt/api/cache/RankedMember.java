package io.redoubt.api.cache;

/**
 * Member of a {@link Leaderboard}, with its rank and score. Immutable.
 *
 * @param rank 1 for the highest score
 */
public record RankedMember(long rank, String member, double score) {}
