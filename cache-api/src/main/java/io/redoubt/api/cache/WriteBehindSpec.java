package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Specification of a {@link WriteBehind}: its name, keys, value type and settings. Immutable: each method returns
 * a changed copy. Thread-safe.
 *
 * <pre>{@code
 * WriteBehindSpec.of("profiles", Profile.class).shards(8).maxDepth(100_000).batch(100)
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
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
     * Returns a specification with text keys. All processes that write the same values use the same name.
     *
     * @param name valid by the rules of {@link RegionSpec#of}
     * @throws InvalidInputException if the name is invalid
     */
    public static <V> WriteBehindSpec<String, V> of(String name, Class<V> type) {
        return of(name, TypeRef.of(type));
    }

    /** Returns a specification with text keys, and values of a type with type arguments. */
    public static <V> WriteBehindSpec<String, V> of(String name, TypeRef<V> type) {
        return new WriteBehindSpec<>(
                RegionSpec.checkedName("write-behind", name),
                type,
                Function.identity(),
                Function.identity(),
                new WriteBehindPolicyBuilder().policy());
    }

    /**
     * Returns a copy with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText converts a key to text; different keys must have different texts
     * @param keyOf converts such a text, which another process may have written, back to the key
     */
    public <L> WriteBehindSpec<L, V> keyedBy(
            Class<L> keyType, Function<? super L, String> keyText, Function<String, ? extends L> keyOf) {
        return new WriteBehindSpec<>(name, type, keyText, keyOf, policy);
    }

    /**
     * Returns a copy that spreads keys over this number of shards, which are written concurrently, 1 to 64; 8
     * unless set. All processes must use the same number, and it must not change while writes are waiting.
     */
    public WriteBehindSpec<K, V> shards(int number) {
        return with(draft -> draft.shards = number);
    }

    /**
     * Returns a copy with this maximum number of waiting keys; 100,000 unless set. Each shard has an equal part of
     * it.
     */
    public WriteBehindSpec<K, V> maxDepth(int most) {
        return with(draft -> draft.maxDepth = most);
    }

    /**
     * Returns a copy with this maximum number of dead letters; 10,000 unless set. Each shard has an equal part of
     * it.
     */
    public WriteBehindSpec<K, V> maxDeadLetters(int most) {
        return with(draft -> draft.maxDeadLetters = most);
    }

    /** Returns a copy in which a writer gets at most this number of writes at once; 100 unless set. */
    public WriteBehindSpec<K, V> batch(int most) {
        return with(draft -> draft.batch = most);
    }

    /**
     * Returns a copy with this number of attempts for a write that fails alone before it is given up; 10 unless
     * set.
     */
    public WriteBehindSpec<K, V> attempts(int most) {
        return with(draft -> draft.attempts = most);
    }

    /**
     * Returns a copy with these bounds of the pauses between attempts; 200 ms to 30 s unless set. With the default
     * of 10 attempts, a source may be unavailable for about a minute before a write of each shard is given up.
     */
    public WriteBehindSpec<K, V> backoff(Duration shortest, Duration longest) {
        Backoff backoff = new Backoff(shortest, longest);
        return with(draft -> draft.backoff = backoff);
    }

    /**
     * Returns a copy with another lease, 10 seconds unless set: how long a process that died keeps a shard from
     * the others. The lease is renewed while a writer runs, for up to 20 times its length.
     */
    public WriteBehindSpec<K, V> lease(Duration lease) {
        return with(draft -> draft.lease = lease);
    }

    /**
     * Returns a copy in which a process looks at this interval for writes that others accepted; every second
     * unless set.
     */
    public WriteBehindSpec<K, V> poll(Duration interval) {
        return with(draft -> draft.poll = interval);
    }

    /** Returns a copy in which closing goes on writing for at most this time; 10 seconds unless set. */
    public WriteBehindSpec<K, V> drainWithin(Duration most) {
        return with(draft -> draft.drainWithin = most);
    }

    private WriteBehindSpec<K, V> with(Consumer<WriteBehindPolicyBuilder> change) {
        WriteBehindPolicyBuilder draft = WriteBehindPolicyBuilder.of(policy);
        change.accept(draft);
        return new WriteBehindSpec<>(name, type, keyText, keyOf, draft.policy());
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the type of the values. */
    public TypeRef<V> type() {
        return type;
    }

    /** Returns the text of a key. */
    public String text(K key) {
        return keyText.apply(key);
    }

    /** Returns the key of a text. */
    public K key(String text) {
        return keyOf.apply(text);
    }

    /** Returns the settings of how writes are kept and written. */
    public WriteBehindPolicy policy() {
        return policy;
    }
}
