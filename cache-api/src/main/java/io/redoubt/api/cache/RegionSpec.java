package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.time.Duration;
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
    private final @Nullable Duration ttl;

    private RegionSpec(
            String name,
            TypeRef<V> type,
            Function<? super K, String> keyText,
            KeyTemplate template,
            @Nullable Duration ttl) {
        this.name = name;
        this.type = type;
        this.keyText = keyText;
        this.template = template;
        this.ttl = ttl;
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
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "bad region name '" + name + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        return new RegionSpec<>(name, type, Function.identity(), KeyTemplate.of("{key}"), null);
    }

    /**
     * The same with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText the text of a key; different keys must have different texts
     */
    public <L> RegionSpec<L, V> keyedBy(Class<L> keyType, Function<? super L, String> keyText) {
        return new RegionSpec<>(name, type, keyText, template, ttl);
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
        return new RegionSpec<>(name, type, keyText, parsed, ttl);
    }

    /**
     * The same with a time to live for its entries; every region needs one.
     *
     * @throws InvalidInputException if it is not within the bounds of {@link Ttl}
     */
    public RegionSpec<K, V> ttl(@Nullable Duration ttl) {
        return new RegionSpec<>(name, type, keyText, template, Ttl.of(ttl).expiring("region '" + name + "'"));
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
     * How long entries are kept.
     *
     * @throws InvalidInputException if none was set
     */
    public Duration ttl() {
        if (ttl == null) {
            throw new InvalidInputException("region '" + name + "' has no time to live: add .ttl(duration)");
        }
        return ttl;
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
