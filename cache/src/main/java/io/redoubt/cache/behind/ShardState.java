package io.redoubt.cache.behind;

import java.time.Duration;

/** What a shard holds. */
record ShardState(long depth, Duration lag, long deadLetters) {}
