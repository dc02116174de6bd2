package io.redoubt.api.cache;

import java.time.Duration;

/**
 * Mutable settings of a {@link WriteBehindSpec}, initialized with the defaults. Copied for each change; not
 * thread-safe.
 */
final class WriteBehindPolicyBuilder {

    int shards = 8;
    int maxDepth = 100_000;
    int maxDeadLetters = 10_000;
    int batch = 100;
    int attempts = 10;
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    Duration lease = Duration.ofSeconds(10);
    Duration poll = Duration.ofSeconds(1);
    Duration drainWithin = Duration.ofSeconds(10);

    static WriteBehindPolicyBuilder of(WriteBehindPolicy policy) {
        WriteBehindPolicyBuilder draft = new WriteBehindPolicyBuilder();
        draft.shards = policy.shards();
        draft.maxDepth = policy.maxDepth();
        draft.maxDeadLetters = policy.maxDeadLetters();
        draft.batch = policy.batch();
        draft.attempts = policy.attempts();
        draft.backoff = policy.backoff();
        draft.lease = policy.lease();
        draft.poll = policy.poll();
        draft.drainWithin = policy.drainWithin();
        return draft;
    }

    WriteBehindPolicy policy() {
        return new WriteBehindPolicy(
                shards, maxDepth, maxDeadLetters, batch, attempts, backoff, lease, poll, drainWithin);
    }
}
