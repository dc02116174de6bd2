package io.redoubt.cache.internal.region;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Codec for the stored form of a cache entry: one line of metadata, followed by the encoded value. This form is called
 * envelope.
 *
 * <pre>{@code
 * ~V<version> 1 <flags> <schema> <life> <grace> <cost> <region version> <clear version>
 *     <number of tags> <tag> <tag version> ...
 * }</pre>
 *
 * <p>It is a single line; words are separated by one space. Durations are decimal milliseconds. The flags are {@code N}
 * for a negative entry, else {@code -}. The leading tilde distinguishes an envelope from JSON, which never begins with
 * one.
 */
final class EnvelopeCodec {

    static final byte TILDE = '~';

    /** Maximum of a duration, 200 years: as nanoseconds it and the difference of two of them fit into 64 bits. */
    static final long MAX_MILLIS = 200L * 365 * 24 * 3600 * 1000;

    private static final String FORMAT = "1";
    private static final String NEGATIVE = "N";
    private static final String POSITIVE = "-";
    private static final int WORDS = 10;

    private EnvelopeCodec() {}

    /** Encodes a header and a payload. */
    static byte[] encode(EntryMetadata header, byte[] payload) {
        StringBuilder line = new StringBuilder(160)
                .append(header.version().text())
                .append(' ')
                .append(FORMAT)
                .append(' ')
                .append(header.negative() ? NEGATIVE : POSITIVE)
                .append(' ')
                .append(header.schema())
                .append(' ')
                .append(header.life().toMillis())
                .append(' ')
                .append(header.grace().toMillis())
                .append(' ')
                .append(header.cost().toMillis())
                .append(' ')
                .append(header.regionVersion())
                .append(' ')
                .append(header.clearVersion())
                .append(' ')
                .append(header.tags().size());
        header.tags()
                .forEach((tag, version) ->
                        line.append(' ').append(escaped(tag)).append(' ').append(version));
        byte[] start = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(start, start.length + payload.length);
        System.arraycopy(payload, 0, bytes, start.length, payload.length);
        return bytes;
    }

    /** Parses a value; returns null if the bytes are not in this format. */
    static StoredEntry.@Nullable Value parse(byte[] bytes) {
        int end = EntryVersion.isValue(bytes) ? lineEnd(bytes) : -1;
        if (end < 0) {
            return null;
        }
        try {
            EntryMetadata header = header(new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1));
            return header == null
                    ? null
                    : new StoredEntry.Value(header, Arrays.copyOfRange(bytes, end + 1, bytes.length));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable EntryMetadata header(String[] words) {
        boolean negative = words.length > 2 && words[2].equals(NEGATIVE);
        if (words.length < WORDS
                || words[0].length() != EntryVersion.LENGTH
                || !words[1].equals(FORMAT)
                || !(negative || words[2].equals(POSITIVE))) {
            return null;
        }
        TagVersion regionVersion = TagVersion.parse(words[7]);
        TagVersion clearVersion = TagVersion.parse(words[8]);
        Map<String, TagVersion> tags = tags(words);
        if (regionVersion == null || clearVersion == null || tags == null) {
            return null;
        }
        return new EntryMetadata(
                new EntryVersion(words[0]),
                negative,
                Integer.parseInt(words[3]),
                millis(words[4]),
                millis(words[5]),
                millis(words[6]),
                regionVersion,
                clearVersion,
                tags);
    }

    private static @Nullable Map<String, TagVersion> tags(String[] words) {
        int count = Integer.parseInt(words[WORDS - 1]);
        if (count == 0 && words.length == WORDS) {
            return Map.of();
        }
        if (count < 0 || words.length != WORDS + 2 * count) {
            return null;
        }
        Map<String, TagVersion> tags = new LinkedHashMap<>();
        for (int i = WORDS; i < words.length; i += 2) {
            TagVersion version = TagVersion.parse(words[i + 1]);
            if (version == null) {
                return null;
            }
            tags.put(unescaped(words[i]), version);
        }
        return tags;
    }

    /** Escapes a tag, since a space ends a word. */
    private static String escaped(String tag) {
        return tag.replace("%", "%25").replace(" ", "%20");
    }

    private static String unescaped(String word) {
        return word.replace("%20", " ").replace("%25", "%");
    }

    private static Duration millis(String word) {
        long millis = Long.parseLong(word);
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new NumberFormatException("out of range");
        }
        return Duration.ofMillis(millis);
    }

    private static int lineEnd(byte[] bytes) {
        for (int i = EntryVersion.LENGTH; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
