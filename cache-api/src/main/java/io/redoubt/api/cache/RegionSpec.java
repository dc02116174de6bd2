package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a region is called, holds, and how long. Immutable: each method returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * RegionSpec.of("profiles", Profile.class).key("user:{id}:profile").ttl(Duration.ofMinutes(30))
 * }</pre>
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public final class RegionSpec<K, V> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private final String name;
    private final TypeRef<V> type;
    private final Function<? super K, String> keyText;
    private final KeyTemplate template;
    private final PolicyDraft draft;

    private RegionSpec(
            String name,
            TypeRef<V> type,
            Function<? super K, String> keyText,
            KeyTemplate template,
            PolicyDraft draft) {
        this.name = name;
        this.type = type;
        this.keyText = keyText;
        this.template = template;
        this.draft = draft;
    }

    /**
     * A region under a name, with text for keys.
     *
     * @param name lower-case letters, digits and {@code -}, a letter first, up to 64 characters
     * @throws InvalidInputException if it is not such a name
     */
    public static <V> RegionSpec<String, V> of(String name, Class<V> type) {
        return of(name, TypeRef.of(type));
    }

    /** A region under a name, with text for keys and values of a type with parameters. */
    public static <V> RegionSpec<String, V> of(String name, TypeRef<V> type) {
        return new RegionSpec<>(
                checkedName("region", name), type, Function.identity(), KeyTemplate.of("{key}"), new PolicyDraft());
    }

    static String checkedName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad " + what + " name '" + name
                    + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        return name;
    }

    /**
     * The same with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText the text of a key; different keys must have different texts
     */
    public <L> RegionSpec<L, V> keyedBy(Class<L> keyType, Function<? super L, String> keyText) {
        return new RegionSpec<>(name, type, keyText, template, draft);
    }

    /**
     * The same with entries named by a template with one place, instead of the bare key.
     *
     * @throws InvalidInputException if the template is bad or has not exactly one place
     */
    public RegionSpec<K, V> key(String template) {
        KeyTemplate parsed = KeyTemplate.of(template);
        if (parsed.names().size() != 1) {
            throw new InvalidInputException("the key template of region '" + name + "' must have one place, but '"
                    + template + "' has " + parsed.names().size());
        }
        return new RegionSpec<>(name, type, keyText, parsed, draft);
    }

    /**
     * The same with a time to live for its entries; every region needs one.
     *
     * @throws InvalidInputException if it is not within the bounds of {@link Ttl}
     */
    public RegionSpec<K, V> ttl(@Nullable Duration ttl) {
        Duration checked = Ttl.of(ttl).expiring("region '" + name + "'");
        return with(changed -> changed.ttl = checked);
    }

    /**
     * The same with times to live that are shortened at random, so that what was loaded together does not expire together.
     *
     * @param part by up to which part of itself, from 0 (the default) to 0.5
     */
    public RegionSpec<K, V> jitter(double part) {
        return with(changed -> changed.jitter = part);
    }

    /** The same where it is remembered for a while that a loader returned null; it is not, unless this is set. */
    public RegionSpec<K, V> negativeTtl(Duration ttl) {
        return with(changed -> changed.negativeTtl = ttl);
    }

    /**
     * The same where a value past its end is returned if its loader fails, or takes longer than the soft timeout. A value that was
     * invalidated is never returned.
     *
     * @param atMost how long after its end at most
     */
    public RegionSpec<K, V> staleOnError(Duration atMost) {
        return with(changed -> changed.staleOnError = atMost);
    }

    /**
     * The same, and how long a load that failed is not repeated while there is a stale value; 5 seconds unless set.
     *
     * @param atMost how long after its end a value may be returned
     */
    public RegionSpec<K, V> staleOnError(Duration atMost, Duration retryEvery) {
        return with(changed -> {
            changed.staleOnError = atMost;
            changed.retryEvery = retryEvery;
        });
    }

    /** The same where a value is returned at once for so long after its end, and loaded again in the background. */
    public RegionSpec<K, V> staleWhileRevalidate(Duration atMost) {
        return with(changed -> changed.staleWhileRevalidate = atMost);
    }

    /**
     * The same where values that are read often are loaded again in the background before they end: each read decides at random,
     * more likely the nearer the end and the dearer the load (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic
     * Cache Stampede Prevention", VLDB 2015).
     *
     * @param beta 1 is the optimum of the paper; more loads earlier; 0 (the default) never; up to 10
     */
    public RegionSpec<K, V> refreshAhead(double beta) {
        return with(changed -> changed.refreshAhead = beta);
    }

    /** The same where a caller waits no longer than this for a loader if there is a stale value; the load goes on. */
    public RegionSpec<K, V> softTimeout(Duration timeout) {
        return with(changed -> changed.softTimeout = timeout);
    }

    /**
     * The same where a caller waits no longer than this for a loader, or for another caller's (30 seconds unless set); the load goes
     * on. Unless a soft timeout or a hard timeout of less than 30 seconds is set, loaders run on the thread of a caller, who cannot
     * leave before the loader does.
     */
    public RegionSpec<K, V> hardTimeout(Duration timeout) {
        return with(changed -> changed.hardTimeout = timeout);
    }

    /**
     * The same with a lease on what is being loaded (5 seconds unless set): while it lasts, other processes wait for the value
     * instead of loading it too. Longer than loads take; short enough to wait for if the process that loads dies.
     */
    public RegionSpec<K, V> lease(Duration lease) {
        Duration checked = Ttl.of(lease).expiring("the lease of region '" + name + "'");
        return with(changed -> changed.lease = checked);
    }

    /** The same where processes do not wait for each other's loads: each loads a key once. */
    public RegionSpec<K, V> withoutLease() {
        return with(changed -> changed.lease = Duration.ZERO);
    }

    /** The same with a version of the form of its values, 0 to 65535: values that were stored under another are misses. */
    public RegionSpec<K, V> schemaVersion(int version) {
        return with(changed -> changed.schemaVersion = version);
    }

    /**
     * The same with a limit on the loads that run at a time while the store does not answer; 64 unless set. Callers beyond it get
     * the store's failure.
     */
    public RegionSpec<K, V> loadsWhileDown(int most) {
        return with(changed -> changed.loadsWhileDown = most);
    }

    private RegionSpec<K, V> with(Consumer<PolicyDraft> change) {
        PolicyDraft changed = draft.copy();
        change.accept(changed);
        changed.policy(Ttl.MIN); // refuses what is out of bounds here, where it was set
        return new RegionSpec<>(name, type, keyText, template, changed);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** What it holds. */
    public TypeRef<V> type() {
        return type;
    }

    /** The template of its keys. */
    public KeyTemplate template() {
        return template;
    }

    /**
     * How entries are kept and loaded.
     *
     * @throws InvalidInputException if no time to live was set
     */
    public RegionPolicy policy() {
        Duration ttl = draft.ttl;
        if (ttl == null) {
            throw new InvalidInputException("region '" + name + "' has no time to live: add .ttl(duration)");
        }
        return draft.policy(ttl);
    }

    /** The text of a key, before the template takes it. */
    public String text(K key) {
        return keyText.apply(key);
    }

    /**
     * The name of the entry for a key.
     *
     * @throws InvalidInputException if the key does not fit the template
     */
    public String entry(K key) {
        return template.key(keyText.apply(key));
    }
}
