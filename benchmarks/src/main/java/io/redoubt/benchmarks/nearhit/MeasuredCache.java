package io.redoubt.benchmarks.nearhit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Cache under measurement, which holds a value for each key and answers reads without a server. Thread-safe. */
interface MeasuredCache extends AutoCloseable {

    /** Number of keys; a power of two. */
    int KEYS = 1_024;

    /** How long the process may keep a value. */
    Duration MAX_AGE = Duration.ofMinutes(30);

    /** How long Redis keeps a value. */
    Duration TTL = Duration.ofHours(1);

    /** How long a call to Redis may take. Calls only fill the cache, perhaps on a busy machine. */
    Duration TIMEOUT = Duration.ofSeconds(30);

    /** Returns the value of a key. */
    @Nullable
    String read(String key);

    /** Closes the cache and its connections. */
    @Override
    void close();

    /** Returns the keys. Other objects each time, since the key of a request is never the object that a cache has. */
    static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "user" + i).toList();
    }

    /** Returns the value of a key. Another object each time. */
    static String value(String key) {
        return "name of " + key;
    }

    /** Returns the values of all keys. */
    static Map<String, String> values() {
        return keys().stream().collect(Collectors.toMap(Function.identity(), MeasuredCache::value));
    }
}
