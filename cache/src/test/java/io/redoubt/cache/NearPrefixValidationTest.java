package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.NearCacheSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Key prefixes with near caches")
final class NearPrefixValidationTest {

    private static final NearCacheSettings NEAR = NearCacheSettings.maxEntries(10);

    private static Map<String, NearCacheSettings> validated(List<String> prefixes) {
        return NearPrefixValidation.validated(
                prefixes.stream().collect(Collectors.toMap(prefix -> prefix, prefix -> NEAR)));
    }

    @Test
    @DisplayName("may begin alike")
    void valid() {
        List<String> prefixes = List.of("user:", "user", "users:", "u-", "v", "a:b:", "a:c:");
        assertThatThrownBy(() -> validated(prefixes))
                .hasMessageContaining("'user'")
                .hasMessageContaining("overlap");
        List<String> others = List.of("user:", "users:", "u-", "v", "a:b:", "a:c:");
        assertThat(validated(others)).containsOnlyKeys(others);
    }

    @Test
    @DisplayName("do not overlap, whatever comes between them in the order of the alphabet")
    void overlap() {
        for (List<String> prefixes : List.of(
                List.of("a", "ab"),
                List.of("user:1", "item:", "user:"),
                List.of("a", "a!", "a0"),
                List.of("z", "ab", "a"))) {
            assertThatThrownBy(() -> validated(prefixes))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("overlap, and a key has one near cache: keep one of them");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user:{id}", "a\nb", "\uD800"})
    @DisplayName("are beginnings of valid keys")
    void invalid(String prefix) {
        assertThatThrownBy(() -> validated(List.of(prefix)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("key prefix of a near cache");
    }

    @Test
    @DisplayName("are as many as allowed, may use messages, and do not serve while Redis is down")
    void limits() {
        List<String> most = IntStream.range(0, CacheSettings.MAX_NEAR_PREFIXES)
                .mapToObj(i -> "p" + (char) ('A' + i))
                .toList();
        assertThat(validated(most)).hasSize(CacheSettings.MAX_NEAR_PREFIXES);
        assertThatThrownBy(() -> validated(IntStream.rangeClosed(0, CacheSettings.MAX_NEAR_PREFIXES)
                        .mapToObj(i -> "p" + (char) ('A' + i))
                        .toList()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 32 key prefixes");
        assertThatThrownBy(() ->
                        NearPrefixValidation.validated(Map.of("user:", NEAR.serveWhileDown(Duration.ofMinutes(1)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'user:'")
                .hasMessageContaining("serveWhileDown, which is for regions");
        Map<String, NearCacheSettings> messaging = Map.of("user:", NEAR.messagesIfTrackingRefused());
        assertThat(NearPrefixValidation.validated(messaging)).isEqualTo(messaging);
    }
}
