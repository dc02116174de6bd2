package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A key prefix")
final class KeyPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "a,a:",
        "a:,a:",
        "aeturnis:prod,aeturnis:prod:",
        "A.b_c-1:x:,A.b_c-1:x:",
        "CACHE,CACHE:",
        "caches,caches:"
    })
    @DisplayName("ends with one colon, whether that was written or not")
    void normalised(String given, String kept) {
        assertThat(new KeyPrefix(given).text()).isEqualTo(kept);
        assertThat(new KeyPrefix(given)).isEqualTo(new KeyPrefix(kept));
    }

    @Test
    @DisplayName("may be none")
    void none() {
        assertThat(KeyPrefix.none().text()).isEmpty();
        assertThat(new KeyPrefix("")).isEqualTo(KeyPrefix.none());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ":", "::", ":a", "a::b", "a::", "a b", "a{b}", "a*", "a/b", "\u00E4", "a\n", "a%3A"})
    @DisplayName("has no empty part and no other characters than letters, digits and . _ -")
    void characters(String prefix) {
        assertThatThrownBy(() -> new KeyPrefix(prefix))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bad key prefix '" + prefix)
                .hasMessageContaining("letters, digits and . _ -")
                .hasMessageContaining("aeturnis:prod");
    }

    @Test
    @DisplayName("has up to 128 characters, its last colon counted")
    void length() {
        assertThat(new KeyPrefix("a".repeat(127)).text()).hasSize(128);
        assertThat(new KeyPrefix("a".repeat(127) + ":").text()).hasSize(128);
        assertThatThrownBy(() -> new KeyPrefix("a".repeat(128)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("up to 128 characters");
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    @DisplayName("has no part that is the name of a kind of keys")
    void kinds(KeyKind kind) {
        String segment = kind.segment();
        for (String prefix : List.of(segment, "a:" + segment, segment + ":a", "a:" + segment + ":b:")) {
            assertThatThrownBy(() -> new KeyPrefix(prefix))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("one of [cache, region, session, ratelimit, lock, behind, topic]");
        }
        assertThat(new KeyPrefix(segment + "s").text()).isEqualTo(segment + "s:");
    }

    @Nested
    @DisplayName("makes physical keys")
    final class PhysicalKeys {

        @ParameterizedTest
        @CsvSource({"'',cache:k", "p,p:cache:k"})
        @DisplayName("of prefix, kind and logical key")
        void layout(String prefix, String physical) {
            assertThat(text(new KeyPrefix(prefix).space(KeyKind.CACHE).key("k")))
                    .isEqualTo(physical);
        }

        @Test
        @DisplayName("with the name within the kind, where there is one")
        void within() {
            assertThat(text(new KeyPrefix("p")
                            .space(KeyKind.REGION)
                            .within("profiles")
                            .key("u:\u20AC")))
                    .isEqualTo("p:region:profiles:u:\u20AC");
        }

        @Test
        @DisplayName("that are never equal for different prefixes, kinds or names, in 200,000 random ones")
        void injective() {
            Random random = new Random(20261123);
            List<String> parts = List.of("a", "b", "caches", "x.cache", "CACHE", "region-", "locks", "1");
            List<String> logical =
                    List.of("a", "cache", "region", "lock", ":", "a:", "cache:", "region:a:", "b:cache:");
            List<KeyKind> kinds = List.of(KeyKind.values());
            Map<String, String> origins = new HashMap<>();

            for (int i = 0; i < 200_000; i++) {
                String prefix = randomJoin(random, parts, ":", 3);
                KeyKind kind = kinds.get(random.nextInt(kinds.size()));
                String name = kind == KeyKind.CACHE ? "" : parts.get(random.nextInt(parts.size()));
                String key = randomJoin(random, logical, "", 3);
                KeySpace space = new KeyPrefix(prefix).space(kind);
                String physical = text((name.isEmpty() ? space : space.within(name)).key(key));
                String origin = prefix + "|" + kind + "|" + name + "|" + key;
                String before = origins.putIfAbsent(physical, origin);
                if (before != null && !before.equals(origin)) {
                    throw new AssertionError(before + " and " + origin + " both give " + physical);
                }
            }

            assertThat(origins).hasSizeGreaterThan(20_000);
        }

        private static String randomJoin(Random random, List<String> of, String separator, int maxParts) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(maxParts + 1); n > 0; n--) {
                text.append(text.isEmpty() ? "" : separator).append(of.get(random.nextInt(of.size())));
            }
            return text.toString();
        }
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
