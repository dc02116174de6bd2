/**
 * Cache store: values, counters, sets, lists, leaderboards and deletion by pattern.
 *
 * <p>The features are written once, above small interfaces for encoded data ({@code ValueStore}, {@code SetStore},
 * {@code ListStore}, {@code LeaderboardStore}, {@code PatternDeletion}). Each has a Redis and an embedded
 * implementation.
 */
@NullMarked
package io.redoubt.cache.internal.store;

import org.jspecify.annotations.NullMarked;
