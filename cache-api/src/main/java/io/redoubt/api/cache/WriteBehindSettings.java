package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * Settings of a {@link WriteBehind} queue: concurrency, limits on waiting writes, batch size, retries and timing.
 * Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * WriteBehindSettings.defaults().shards(16).batch(500)
 * }</pre>
 */
public final class WriteBehindSettings {

    private static final Duration MAX_TIME = Duration.ofMinutes(5);
    private static final WriteBehindSettings DEFAULTS = new WriteBehindSettings(
            8,
            100_000,
            10_000,
            100,
            10,
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    private final int shards;
    private final int maxDepth;
    private final int maxDeadLetters;
    private final int batch;
    private final int attempts;
    private final Backoff backoff;
    private final Duration lease;
    private final Duration poll;
    private final Duration drainWithin;

    private WriteBehindSettings(
            int shards,
            int maxDepth,
            int maxDeadLetters,
            int batch,
            int attempts,
            Backoff backoff,
            Duration lease,
            Duration poll,
            Duration drainWithin) {
        this.shards = RangeValidation.required("shards", shards, 1, 64);
        this.maxDepth = RangeValidation.required("maxDepth", maxDepth, 1, 10_000_000);
        this.maxDeadLetters = RangeValidation.required("maxDeadLetters", maxDeadLetters, 1, 1_000_000);
        this.batch = RangeValidation.required("batch", batch, 1, 10_000);
        this.attempts = RangeValidation.required("attempts", attempts, 1, 1_000);
        this.backoff = backoff;
        this.lease = RangeValidation.required("lease", lease, Duration.ofMillis(100), MAX_TIME);
        this.poll = RangeValidation.required("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
        this.drainWithin = RangeValidation.required("drainWithin", drainWithin, Ttl.MIN, MAX_TIME);
    }

    /** Returns the defaults, which the methods below name. */
    public static WriteBehindSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy that spreads keys over this number of shards, which are written concurrently, 1 to 64; 8
     * unless set. All processes must use the same number, and it must not change while writes are waiting.
     */
    public WriteBehindSettings shards(int number) {
        return new WriteBehindSettings(
                number, maxDepth, maxDeadLetters, batch, attempts, backoff, lease, poll, drainWithin);
    }

    /**
     * Returns a copy with this maximum number of waiting keys, up to 10,000,000; 100,000 unless set. Each shard has an
     * equal part of it, rounded up.
     */
    public WriteBehindSettings maxDepth(int max) {
        return new WriteBehindSettings(shards, max, maxDeadLetters, batch, attempts, backoff, lease, poll, drainWithin);
    }

    /**
     * Returns a copy with this maximum number of dead letters, up to 1,000,000; 10,000 unless set. Each shard has an
     * equal part of it, rounded up.
     */
    public WriteBehindSettings maxDeadLetters(int max) {
        return new WriteBehindSettings(shards, maxDepth, max, batch, attempts, backoff, lease, poll, drainWithin);
    }

    /** Returns a copy in which a writer gets at most this number of writes at once, up to 10,000; 100 unless set. */
    public WriteBehindSettings batch(int max) {
        return new WriteBehindSettings(
                shards, maxDepth, maxDeadLetters, max, attempts, backoff, lease, poll, drainWithin);
    }

    /**
     * Returns a copy with this number of attempts for a write that fails alone before it is given up, up to 1,000; 10
     * unless set.
     */
    public WriteBehindSettings attempts(int max) {
        return new WriteBehindSettings(shards, maxDepth, maxDeadLetters, batch, max, backoff, lease, poll, drainWithin);
    }

    /**
     * Returns a copy with these bounds of the pauses between attempts; 200 ms to 30 s unless set. With the default
     * of 10 attempts, a source may be unavailable for about a minute before a write of each shard is given up.
     */
    public WriteBehindSettings backoff(Duration shortest, Duration longest) {
        Backoff pauses = new Backoff(shortest, longest);
        return new WriteBehindSettings(
                shards, maxDepth, maxDeadLetters, batch, attempts, pauses, lease, poll, drainWithin);
    }

    /**
     * Returns a copy with another lease, 100 ms to 5 minutes, 10 seconds unless set: how long a process that died
     * keeps a shard from the others. The lease is renewed while a writer runs, for up to 20 times its length.
     */
    public WriteBehindSettings lease(Duration time) {
        return new WriteBehindSettings(
                shards, maxDepth, maxDeadLetters, batch, attempts, backoff, time, poll, drainWithin);
    }

    /**
     * Returns a copy in which a process looks at this interval for writes that others accepted, 10 ms to 1 minute;
     * every second unless set.
     */
    public WriteBehindSettings poll(Duration interval) {
        return new WriteBehindSettings(
                shards, maxDepth, maxDeadLetters, batch, attempts, backoff, lease, interval, drainWithin);
    }

    /**
     * Returns a copy in which closing goes on writing for at most this time, up to 5 minutes; 10 seconds unless
     * set.
     */
    public WriteBehindSettings drainWithin(Duration max) {
        return new WriteBehindSettings(shards, maxDepth, maxDeadLetters, batch, attempts, backoff, lease, poll, max);
    }

    public int shards() {
        return shards;
    }

    /** Returns the maximum number of waiting keys of a shard. */
    public int depthOfShard() {
        return (maxDepth + shards - 1) / shards;
    }

    /** Returns the maximum number of dead letters of a shard. */
    public int deadLettersOfShard() {
        return (maxDeadLetters + shards - 1) / shards;
    }

    public int batch() {
        return batch;
    }

    public int attempts() {
        return attempts;
    }

    public Backoff backoff() {
        return backoff;
    }

    public Duration lease() {
        return lease;
    }

    public Duration poll() {
        return poll;
    }

    public Duration drainWithin() {
        return drainWithin;
    }
}
