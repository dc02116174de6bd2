package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a {@link WriteBehind} is called, holds, and how it writes. Immutable: each method returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * WriteBehindSpec.of("profiles", Profile.class).shards(8).maxDepth(100_000).batch(100)
 * }</pre>
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public final class WriteBehindSpec<K, V> {

    private final String name;
    private final TypeRef<V> type;
    private final Function<? super K, String> keyText;
    private final Function<String, ? extends K> keyOf;
    private final WriteBehindPolicy policy;

    private WriteBehindSpec(
            String name,
            TypeRef<V> type,
            Function<? super K, String> keyText,
            Function<String, ? extends K> keyOf,
            WriteBehindPolicy policy) {
        this.name = name;
        this.type = type;
        this.keyText = keyText;
        this.keyOf = keyOf;
        this.policy = policy;
    }

    /**
     * Write-behind under a name, which all processes that write the same things have in common.
     *
     * @param name by the rules of {@link RegionSpec#of}
     * @throws InvalidInputException if it is not such a name
     */
    public static <V> WriteBehindSpec<String, V> of(String name, Class<V> type) {
        return of(name, TypeRef.of(type));
    }

    /** Write-behind under a name, with values of a type with parameters. */
    public static <V> WriteBehindSpec<String, V> of(String name, TypeRef<V> type) {
        return new WriteBehindSpec<>(
                RegionSpec.checkedName("write-behind", name),
                type,
                Function.identity(),
                Function.identity(),
                new BehindDraft().policy());
    }

    /**
     * The same with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText the text of a key; different keys must have different texts
     * @param keyOf the key of such a text, which another process may have written
     */
    public <L> WriteBehindSpec<L, V> keyedBy(
            Class<L> keyType, Function<? super L, String> keyText, Function<String, ? extends L> keyOf) {
        return new WriteBehindSpec<>(name, type, keyText, keyOf, policy);
    }

    /**
     * The same with keys spread over so many shards, which are written at the same time, 1 to 64; 8 unless set. All processes must
     * have the same number, and it stays as it is while there is anything to write.
     */
    public WriteBehindSpec<K, V> shards(int number) {
        return with(draft -> draft.shards = number);
    }

    /** The same where so many keys may wait to be written; 100,000 unless set. Each shard has its equal part of it. */
    public WriteBehindSpec<K, V> maxDepth(int most) {
        return with(draft -> draft.maxDepth = most);
    }

    /** The same where so many dead letters are kept; 10,000 unless set. Each shard has its equal part of it. */
    public WriteBehindSpec<K, V> maxDeadLetters(int most) {
        return with(draft -> draft.maxDeadLetters = most);
    }

    /** The same where a writer is given so many writes at most; 100 unless set. */
    public WriteBehindSpec<K, V> batch(int most) {
        return with(draft -> draft.batch = most);
    }

    /** The same where a write that fails alone is tried so often before it is given up; 10 times unless set. */
    public WriteBehindSpec<K, V> attempts(int most) {
        return with(draft -> draft.attempts = most);
    }

    /**
     * The same with these pauses between attempts; 200 ms to 30 s unless set. With the default of 10 attempts a source may be
     * away for about a minute before a write of each shard is given up.
     */
    public WriteBehindSpec<K, V> backoff(Duration shortest, Duration longest) {
        Backoff backoff = new Backoff(shortest, longest);
        return with(draft -> draft.backoff = backoff);
    }

    /**
     * The same with another lease, 10 seconds unless set: how long a process that died keeps a shard from the others. It is
     * renewed while a writer runs, for up to 20 times its length.
     */
    public WriteBehindSpec<K, V> lease(Duration lease) {
        return with(draft -> draft.lease = lease);
    }

    /** The same where a process looks that often for what others accepted; every second unless set. */
    public WriteBehindSpec<K, V> poll(Duration interval) {
        return with(draft -> draft.poll = interval);
    }

    /** The same where closing goes on writing for so long at most; 10 seconds unless set. */
    public WriteBehindSpec<K, V> drainWithin(Duration most) {
        return with(draft -> draft.drainWithin = most);
    }

    private WriteBehindSpec<K, V> with(Consumer<BehindDraft> change) {
        BehindDraft draft = BehindDraft.of(policy);
        change.accept(draft);
        return new WriteBehindSpec<>(name, type, keyText, keyOf, draft.policy());
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** What it writes. */
    public TypeRef<V> type() {
        return type;
    }

    /** The text of a key. */
    public String text(K key) {
        return keyText.apply(key);
    }

    /** The key of a text. */
    public K key(String text) {
        return keyOf.apply(text);
    }

    /** How it keeps and writes what it accepts. */
    public WriteBehindPolicy policy() {
        return policy;
    }
}
