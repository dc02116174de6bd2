package io.redoubt.api.cache;

/**
 * Rank, name and score of one member of a {@link Leaderboard}. Immutable.
 *
 * @param rank 1 for the highest score
 */
public record RankedMember(long rank, String member, double score) {}
