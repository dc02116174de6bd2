package io.redoubt.api.cache;

import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Specification of a cache region: its name, key template, value type and settings. Immutable: each method returns a
 * changed copy. Thread-safe.
 *
 * <pre>{@code
 * RegionSpec.of("profiles", Profile.class).key("user:{id}:profile").ttl(Duration.ofMinutes(30))
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class RegionSpec<K, V> {

    /** How long a caller waits for a loader unless set otherwise. */
    public static final Duration DEFAULT_HARD_TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private final String name;
    private final TypeRef<V> type;
    private final Function<? super K, String> toText;
    private final @Nullable Function<String, ? extends K> fromText;
    private final KeyTemplate template;
    private final RegionSpecSettings settings;

    private RegionSpec(
            String name,
            TypeRef<V> type,
            Function<? super K, String> toText,
            @Nullable Function<String, ? extends K> fromText,
            KeyTemplate template,
            RegionSpecSettings settings) {
        this.name = name;
        this.type = type;
        this.toText = toText;
        this.fromText = fromText;
        this.template = template;
        this.settings = settings;
    }

    /**
     * Returns a specification of a region with text keys.
     *
     * @param name lower-case letters, digits and {@code -}, starting with a letter, up to 64 characters
     * @throws InvalidInputException if the name is invalid
     */
    public static <V> RegionSpec<String, V> of(String name, Class<V> type) {
        return of(name, TypeRef.of(type));
    }

    /** Returns a specification of a region with text keys, and values of a type with type arguments. */
    public static <V> RegionSpec<String, V> of(String name, TypeRef<V> type) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "bad region name '" + name + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        return new RegionSpec<>(
                name,
                type,
                Function.identity(),
                Function.identity(),
                KeyTemplate.of("{key}"),
                new RegionSpecSettings());
    }

    /**
     * Returns a copy with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param toText converts a key to text; different keys must have different texts
     */
    public <L> RegionSpec<L, V> keyedBy(Class<L> keyType, Function<? super L, String> toText) {
        return new RegionSpec<>(name, type, toText, null, template, settings);
    }

    /**
     * Returns a copy with keys of another type that can also be made of their texts, as write-behind and the warm-up of
     * the hottest keys need it.
     *
     * @param fromText converts such a text, which another process may have written, back to the key
     */
    public <L> RegionSpec<L, V> keyedBy(
            Class<L> keyType, Function<? super L, String> toText, Function<String, ? extends L> fromText) {
        return new RegionSpec<>(name, type, toText, fromText, template, settings);
    }

    /** Returns a copy with values of another type. */
    public <W> RegionSpec<K, W> as(TypeRef<W> type) {
        return new RegionSpec<>(name, type, toText, fromText, template, settings);
    }

    /**
     * Returns a copy whose entries are named by a key template with one placeholder, instead of the bare key.
     *
     * @throws InvalidInputException if the template is invalid or does not have exactly one placeholder
     */
    public RegionSpec<K, V> key(String template) {
        KeyTemplate parsed = KeyTemplate.of(template);
        if (parsed.names().size() != 1) {
            throw new InvalidInputException("the key template of region '" + name + "' must have one place, but '"
                    + template + "' has " + parsed.names().size());
        }
        return new RegionSpec<>(name, type, toText, fromText, parsed, settings);
    }

    /**
     * Returns a copy with a time to live for its entries. Every region needs one.
     *
     * @throws InvalidInputException if it is outside the bounds of {@link Ttl}
     */
    public RegionSpec<K, V> ttl(Duration ttl) {
        Duration checked = Ttl.of(ttl).expiring("region '" + name + "'");
        return with(changed -> changed.ttl = checked);
    }

    /**
     * Returns a copy whose times to live are shortened at random, so that entries loaded together do not expire
     * together.
     *
     * @param part largest fraction of the time to live that is cut off, from 0 (the default) to 0.5
     */
    public RegionSpec<K, V> jitter(double part) {
        return with(changed -> changed.jitter = part);
    }

    /** Returns a copy that remembers for this time that a loader returned null; without it, nothing is remembered. */
    public RegionSpec<K, V> negativeTtl(Duration ttl) {
        return with(changed -> changed.negativeTtl = ttl);
    }

    /**
     * Returns a copy that serves an expired value when its loader fails or exceeds the soft timeout. Invalidated
     * values are never returned.
     *
     * @param atMost how long after its expiry a value may be returned
     */
    public RegionSpec<K, V> staleOnError(Duration atMost) {
        return with(changed -> changed.staleOnError = atMost);
    }

    /**
     * Returns a copy that serves an expired value as {@link #staleOnError(Duration)} does, and does not repeat a
     * failed load for a time while there is a stale value; 5 seconds unless set.
     *
     * @param atMost how long after its expiry a value may be returned
     * @param retryEvery how long a failed load is not repeated
     */
    public RegionSpec<K, V> staleOnError(Duration atMost, Duration retryEvery) {
        return with(changed -> {
            changed.staleOnError = atMost;
            changed.retryEvery = retryEvery;
        });
    }

    /**
     * Returns a copy that returns an expired value immediately for up to this time after its expiry, and loads it
     * again in the background.
     */
    public RegionSpec<K, V> staleWhileRevalidate(Duration atMost) {
        return with(changed -> changed.staleWhileRevalidate = atMost);
    }

    /**
     * Returns a copy that loads frequently read values again in the background before they expire. Each read
     * decides at random; a refresh is more likely the nearer the expiry and the more expensive the load (XFetch:
     * Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
     *
     * @param beta 1 is the optimum of the paper; a higher value loads earlier; 0 (the default) never; up to 10
     */
    public RegionSpec<K, V> refreshAhead(double beta) {
        return with(changed -> changed.refreshAhead = beta);
    }

    /**
     * Returns a copy in which a caller waits no longer than this for a loader if there is a stale value; the load
     * continues.
     */
    public RegionSpec<K, V> softTimeout(Duration timeout) {
        return with(changed -> changed.softTimeout = timeout);
    }

    /**
     * Returns a copy in which a caller waits no longer than this for its own loader or that of another caller (30
     * seconds unless set); the load continues. Unless a soft timeout, or a hard timeout of less than 30 seconds,
     * is set, loaders run on the thread of a caller, which cannot return before its loader does.
     */
    public RegionSpec<K, V> hardTimeout(Duration timeout) {
        return with(changed -> changed.hardTimeout = timeout);
    }

    /**
     * Returns a copy with a lease on keys that are being loaded (5 seconds unless set): while it lasts, other
     * processes wait for the value instead of loading it too. It should be longer than loads take, and short
     * enough to wait for if the loading process dies.
     */
    public RegionSpec<K, V> lease(Duration lease) {
        Duration checked = RangeValidation.required("the lease of region '" + name + "'", lease, Ttl.MIN, Ttl.MAX);
        return with(changed -> changed.lease = checked);
    }

    /** Returns a copy in which processes do not wait for each other's loads: each process loads a key by itself. */
    public RegionSpec<K, V> withoutLease() {
        return with(changed -> changed.lease = Duration.ZERO);
    }

    /**
     * Returns a copy with a version of the format of its values, 0 to 65535. Values stored under another version
     * are misses.
     */
    public RegionSpec<K, V> schemaVersion(int version) {
        return with(changed -> changed.schemaVersion = version);
    }

    /**
     * Returns a copy with a maximum number of concurrent loads while the store is unavailable or refuses; 64 unless
     * set. Callers beyond it get the stale value, if there is one, and otherwise the store's exception.
     */
    public RegionSpec<K, V> loadsWhileDown(int most) {
        return with(changed -> changed.loadsWhileDown = most);
    }

    /**
     * Returns a copy whose values, and whose pending writes by write-behind, are encoded by a codec of their own; by
     * the codec of the cache store unless set. Values that it cannot decode, such as those of another codec, are
     * misses.
     */
    public RegionSpec<K, V> codec(Codec codec) {
        return with(changed -> changed.codec = codec);
    }

    /**
     * Returns a copy with a near cache: decoded values are kept in this process too, and a read of one takes no round
     * trip. Redis reports each change of a key by any program, and the value is dropped then. A read that begins after
     * this process has changed, invalidated or cleared something sees it; changes by others are seen some milliseconds
     * later.
     */
    public RegionSpec<K, V> near(NearCacheSettings settings) {
        return with(changed -> {
            changed.near = settings;
            changed.nearDecided = true;
        });
    }

    /** Returns a copy without a near cache, also if the settings of the cache have one for all regions. */
    public RegionSpec<K, V> withoutNear() {
        return with(changed -> {
            changed.near = null;
            changed.nearDecided = true;
        });
    }

    /** Returns a copy with this near cache, unless {@link #near} or {@link #withoutNear} was called. */
    public RegionSpec<K, V> nearByDefault(NearCacheSettings settings) {
        return with(changed -> changed.near = changed.nearDecided ? changed.near : settings);
    }

    /**
     * Returns a copy that lets Redis report invalidations by tag and of the whole region, instead of looking for them
     * at each read. A read of a stored value is one command then, instead of three, and only the server with the value
     * is asked. Such invalidations by other processes are seen some milliseconds later; those by this process, and all
     * changes of the key itself, at once. Where Redis does not report changes, reads look for invalidations as before.
     */
    public RegionSpec<K, V> watchInvalidations() {
        return with(changed -> changed.watchInvalidations = true);
    }

    private RegionSpec<K, V> with(Consumer<RegionSpecSettings> change) {
        RegionSpecSettings changed = new RegionSpecSettings(settings);
        change.accept(changed);
        changed.check();
        return new RegionSpec<>(name, type, toText, fromText, template, changed);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the type of the values. */
    public TypeRef<V> type() {
        return type;
    }

    /** Returns the key template. */
    public KeyTemplate template() {
        return template;
    }

    /** Returns the codec of its own; empty for that of the cache store. */
    public Optional<Codec> codec() {
        return Optional.ofNullable(settings.codec);
    }

    /** Returns the text of a key, before it is inserted into the template. */
    public String text(K key) {
        return toText.apply(key);
    }

    /**
     * Returns the function that makes keys of their texts.
     *
     * @param neededFor what needs it, for the message
     * @throws ConfigurationException if {@link #keyedBy(Class, Function)} was called without such a function
     */
    public Function<String, ? extends K> fromText(String neededFor) {
        if (fromText == null) {
            throw new ConfigurationException(neededFor + " of region '" + name + "' must make keys of their texts: pass"
                    + " a function for it, RegionSpec.keyedBy(type, toText, fromText)");
        }
        return fromText;
    }

    /**
     * Returns the name of the entry of a key.
     *
     * @throws InvalidInputException if the key does not fit the template
     */
    public String entry(K key) {
        return template.key(toText.apply(key));
    }

    /** Returns the text of the key whose entry has this name; empty if there is none. */
    public Optional<String> textOf(String entry) {
        return template.values(entry).map(values -> values.get(0));
    }

    /** Returns whether Redis reports invalidations by tag and of the region. */
    public boolean isWatchingInvalidations() {
        return settings.watchInvalidations;
    }

    /** Returns the settings of the near cache; empty for none. */
    public Optional<NearCacheSettings> near() {
        return Optional.ofNullable(settings.near);
    }

    /**
     * Returns how long a value is fresh.
     *
     * @throws InvalidInputException if no time to live was set
     */
    public Duration ttl() {
        Duration ttl = settings.ttl;
        if (ttl == null) {
            throw new InvalidInputException("region '" + name + "' has no time to live: add .ttl(duration)");
        }
        return ttl;
    }

    /** Returns the largest fraction of a time to live that is cut off at random. */
    public double jitter() {
        return settings.jitter;
    }

    /** Returns how long the region remembers that no value exists; zero for not at all. */
    public Duration negativeTtl() {
        return settings.negativeTtl;
    }

    /** Returns how long a value is kept after its expiry, as a fallback. */
    public Duration grace() {
        return settings.staleOnError.compareTo(settings.staleWhileRevalidate) >= 0
                ? settings.staleOnError
                : settings.staleWhileRevalidate;
    }

    /** Returns how long a failed load is not repeated while there is a stale value. */
    public Duration retryEvery() {
        return settings.retryEvery;
    }

    /** Returns how long after its expiry a value is returned while it is loaded again; zero for never. */
    public Duration staleWhileRevalidate() {
        return settings.staleWhileRevalidate;
    }

    /** Returns the beta of XFetch; zero for no refresh before the expiry. */
    public double refreshAhead() {
        return settings.refreshAhead;
    }

    /** Returns how long a caller waits for a loader where there is a stale value; null for no such limit. */
    public @Nullable Duration softTimeout() {
        return settings.softTimeout;
    }

    /** Returns how long a caller waits for a loader at most. */
    public Duration hardTimeout() {
        return settings.hardTimeout;
    }

    /** Returns how long one process may load a key before others may; zero for no lease. */
    public Duration lease() {
        return settings.lease;
    }

    /** Returns the version of the format of the values. */
    public int schemaVersion() {
        return settings.schemaVersion;
    }

    /** Returns the maximum number of concurrent loads while the store is unavailable. */
    public int loadsWhileDown() {
        return settings.loadsWhileDown;
    }
}
