package io.redoubt.cache.internal.warmup;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.HotKey;
import io.redoubt.cache.internal.store.ValueStore;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Store for the list of a cache region's most-read keys, so that the next warm-up can load these keys. It has one key
 * text a line, percent-encoded, in descending order of reads.
 */
record HotKeyListStore(ValueStore store) {

    private static final String KEY = "hot";
    private static final Ttl KEPT = Ttl.of(Duration.ofDays(7));

    List<String> load() {
        byte[] lines = store.get(KEY);
        if (lines == null) {
            return List.of();
        }
        return new String(lines, StandardCharsets.US_ASCII)
                .lines()
                .flatMap(HotKeyListStore::decoded)
                .toList();
    }

    /** Decodes a line; returns nothing for one that another program wrote. */
    private static Stream<String> decoded(String line) {
        try {
            return Stream.of(URLDecoder.decode(line, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /** Replaces the report, unless there are no keys yet. */
    void save(List<HotKey> hottest) {
        if (!hottest.isEmpty()) {
            String lines = hottest.stream()
                    .map(hot -> URLEncoder.encode(hot.key(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("\n"));
            store.set(KEY, lines.getBytes(StandardCharsets.US_ASCII), KEPT);
        }
    }
}
