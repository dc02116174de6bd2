package io.redoubt.api.cache;

/**
 * A member's place on a {@link Leaderboard}. Immutable.
 *
 * @param rank 1 for the highest score
 */
public record Standing(long rank, String member, double score) {}
