package io.redoubt.cache.internal.near;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pub/Sub message by which one process tells others which entries of a cache region, or values under keys, it has
 * changed. Its bytes are lines of UTF-8: the version of the format, and {@code entry <entry>}, {@code tag <tag>},
 * {@code clear} or {@code all} for each change. Immutable.
 *
 * <p>Bytes that are not in this format count as a change of everything, and so does what does not fit into a message.
 *
 * @param entries the entries that were changed, or the keys of values
 * @param tags the tags that were invalidated
 * @param scope what was changed besides
 */
public record ChangeMessage(Set<String> entries, Set<String> tags, Scope scope) {

    /** Maximum size in bytes. What takes more is announced as a change of everything. */
    static final int MAX_BYTES = 1 << 16;

    /** Maximum number of entries and tags of several changes together. With more, they count as one of everything. */
    static final int MAX_COLLECTED = 1_000;

    /** Change of everything, and of the versions of all tags and the region. */
    public static final ChangeMessage ALL = new ChangeMessage(Set.of(), Set.of(), Scope.ALL);

    /** Message that names nothing. */
    public static final ChangeMessage NOTHING = new ChangeMessage(Set.of(), Set.of(), Scope.NAMED);

    /** Clearing of the region. */
    public static final ChangeMessage CLEAR = new ChangeMessage(Set.of(), Set.of(), Scope.CLEAR);

    private static final String VERSION = "1";
    private static final String ENTRY = "entry ";
    private static final String TAG = "tag ";
    private static final String CLEAR_LINE = "clear";
    private static final String ALL_LINE = "all";

    /** Extent of a change, beyond the entries and tags that the message names. */
    public enum Scope {
        /** Nothing. */
        NAMED,
        /** All entries that have a header: the region was cleared. */
        CLEAR,
        /** Possibly everything. */
        ALL
    }

    /** Returns a message about entries, or keys of values. */
    public static ChangeMessage entries(Collection<String> entries) {
        return new ChangeMessage(Set.copyOf(entries), Set.of(), Scope.NAMED);
    }

    /** Returns a message about tags that were invalidated. */
    public static ChangeMessage tags(Collection<String> tags) {
        return new ChangeMessage(Set.of(), Set.copyOf(tags), Scope.NAMED);
    }

    /** Returns whether the message names nothing. */
    public boolean isEmpty() {
        return scope == Scope.NAMED && names() == 0;
    }

    /** Returns a message about the changes of this one and another one. */
    ChangeMessage and(ChangeMessage other) {
        Scope both = scope.compareTo(other.scope) >= 0 ? scope : other.scope;
        if (both == Scope.ALL || names() + other.names() > MAX_COLLECTED) {
            return ALL;
        }
        return new ChangeMessage(union(entries, other.entries), union(tags, other.tags), both);
    }

    private int names() {
        return entries.size() + tags.size();
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    /** Returns the bytes. */
    byte[] encoded() {
        if (scope == Scope.ALL) {
            return bytes(Stream.of(ALL_LINE));
        }
        Stream<String> named =
                Stream.concat(entries.stream().map(ENTRY::concat), tags.stream().map(TAG::concat));
        List<String> lines = Stream.concat(named, scope == Scope.CLEAR ? Stream.of(CLEAR_LINE) : Stream.of())
                .toList();
        // Names contain no control characters. If one did, it must not be taken for two.
        boolean isEncodable = !lines.isEmpty() && lines.stream().noneMatch(line -> line.indexOf('\n') >= 0);
        byte[] encoded = isEncodable ? bytes(lines.stream()) : bytes(Stream.of(ALL_LINE));
        return encoded.length <= MAX_BYTES ? encoded : bytes(Stream.of(ALL_LINE));
    }

    private static byte[] bytes(Stream<String> lines) {
        return Stream.concat(Stream.of(VERSION), lines)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the message with these bytes; {@link #ALL} if they are not in the format. */
    static ChangeMessage decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return ALL;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return ALL;
        }
        List<String> lines = List.of(text.split("\n"));
        if (lines.size() < 2 || !lines.get(0).equals(VERSION)) {
            return ALL;
        }
        Set<String> entries = new HashSet<>();
        Set<String> tags = new HashSet<>();
        Scope scope = Scope.NAMED;
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith(ENTRY)) {
                entries.add(line.substring(ENTRY.length()));
            } else if (line.startsWith(TAG)) {
                tags.add(line.substring(TAG.length()));
            } else if (line.equals(CLEAR_LINE)) {
                scope = Scope.CLEAR;
            } else {
                return ALL;
            }
        }
        return new ChangeMessage(Set.copyOf(entries), Set.copyOf(tags), scope);
    }
}
