package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.DeletionProgress;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests for deleting all cache keys that match a glob pattern, on Redis and in memory. */
public abstract class DeleteMatchingContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    user:*        | user:1,user:12,user:1:x,user:  | auser:1,User:1,use
                    user:?        | user:1,user:x                  | user:12,user:,user
                    user:[12]     | user:1,user:2                  | user:3,user:12
                    user:[a-c]x   | user:ax,user:bx                | user:dx,user:a
                    user:[c-a]    | user:b                         | user:d
                    user:[^1]     | user:2,user:x                  | user:1,user:
                    user:[]       |                                | user:],user:
                    user:[^]      | user:a                         | user:
                    user:[\\]x]   | user:],user:x                  | user:y
                    user:[a-]]    | user:],user:a                  | user:b
                    user:\\*      | user:*                         | user:1,user:
                    \\*:a         | *:a                            | x:a
                    u*:*:x        | user:1:x,u::x                  | user:x,user:1:y
                    u**x          | ux,u-x                         | u
                    user:1        | user:1                         | user:11
                    ключ?         |                                | ключи
                    ключ??        | ключи                          | ключ
                    u*\uD83D\uDE80 | u\uD83D\uDE80                 | u\uD83D""")
    @DisplayName("A pattern matches as Redis matches, and what it does not match stays")
    void patterns(String pattern, String matching, String others) {
        List<String> goes = keys(matching);
        List<String> stays = keys(others);
        goes.forEach(key -> cache().set(key, 1, MINUTE));
        stays.forEach(key -> cache().set(key, 1, MINUTE));
        assertThat(cache().deleteMatching(pattern)).isEqualTo(goes.size());
        goes.forEach(key -> assertThat(cache().exists(key)).as(key).isFalse());
        stays.forEach(key -> assertThat(cache().exists(key)).as(key).isTrue());
    }

    private static List<String> keys(String listed) {
        return listed == null
                ? List.of()
                : List.of(listed.split(",", -1)).stream()
                        .filter(key -> !Character.isSurrogate(key.charAt(key.length() - 1))
                                || Character.isLowSurrogate(key.charAt(key.length() - 1)))
                        .toList();
    }

    @Test
    @DisplayName("Keys of every type are deleted, those of regions and of others are not")
    void types() {
        cache().set("game:value", 1, MINUTE);
        cache().counter("game:counter", MINUTE).increment();
        cache().sharedSet("game:set", String.class, MINUTE).add("a");
        cache().sharedList("game:list", String.class, MINUTE).pushLast("a");
        cache().leaderboard("game:board", MINUTE).put("a", 1);
        cache().set("other", 1, MINUTE);
        Region<String, String> region =
                cache().region(RegionSpec.of("game", String.class).ttl(ofMinutes(1)));
        region.put("game:1", "v");
        assertThat(cache().deleteMatching("game:*")).isEqualTo(5);
        assertThat(cache().deleteMatching("game:*")).isZero();
        assertThat(cache().deleteMatching("region:*")).isZero();
        assertThat(cache().exists("other")).isTrue();
        assertThat(region.get("game:1", id -> "loaded")).isEqualTo("v");
    }

    @Test
    @DisplayName("Progress is told in steps that only grow, to the end")
    void progress() {
        for (int part = 0; part < 3; part++) {
            int from = part * 1500;
            cache().setAll(
                            IntStream.range(from, from + 1500)
                                    .boxed()
                                    .collect(Collectors.toMap(i -> "p:" + i, Function.identity())),
                            MINUTE);
        }
        List<DeletionProgress> steps = new ArrayList<>();
        assertThat(cache().deleteMatching("p:*", steps::add)).isEqualTo(4500);
        assertThat(steps).hasSizeGreaterThanOrEqualTo(4);
        assertThat(steps).isSortedAccordingTo(Comparator.comparingLong(DeletionProgress::deleted));
        assertThat(steps).isSortedAccordingTo(Comparator.comparingLong(DeletionProgress::scanned));
        DeletionProgress last = steps.get(steps.size() - 1);
        assertThat(last.deleted()).isEqualTo(4500);
        assertThat(last.keys()).isGreaterThanOrEqualTo(4500);
        assertThat(last.fraction()).isEqualTo(1);
        assertThat(steps.get(0).fraction()).isLessThan(0.9);
    }

    @Test
    @DisplayName("Progress is told where there is nothing to delete, too")
    void nothing() {
        List<DeletionProgress> steps = new ArrayList<>();
        assertThat(cache().deleteMatching("absent:*", steps::add)).isZero();
        assertThat(steps).isNotEmpty();
        assertThat(steps.get(steps.size() - 1).fraction()).isEqualTo(1);
    }

    @Test
    @DisplayName("What the listener throws ends the deletion")
    void stopped() {
        cache().setAll(
                        IntStream.range(0, 5000).boxed().collect(Collectors.toMap(i -> "p:" + i, Function.identity())),
                        MINUTE);
        assertThatThrownBy(() -> cache().deleteMatching("p:*", step -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
        assertThat(cache().deleteMatching("p:*")).isBetween(1L, 4999L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "?",
                "*:profile",
                "[ab]*",
                "**",
                "a[b",
                "a[^",
                "a[\\",
                "a\\",
                "a{1}*",
                "a\n*",
                "a[é]",
                "a*b*c*d*e*"
            })
    @DisplayName("A pattern without a beginning of its own, unfinished, or too costly is refused")
    void refused(String pattern) {
        cache().set("a", 1, MINUTE);
        assertThatThrownBy(() -> cache().deleteMatching(pattern))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("pattern");
        assertThat(cache().exists("a")).isTrue();
    }

    @Test
    @DisplayName("A pattern has as many stars and bytes as it may have")
    void largest() {
        String key = "a".repeat(1000);
        cache().set(key, 1, MINUTE);
        assertThat(cache().deleteMatching("a*a*a*a*b")).isZero();
        assertThat(cache().deleteMatching("a".repeat(992) + "*a*a*a*")).isEqualTo(1);
        assertThatThrownBy(() -> cache().deleteMatching("a".repeat(1025))).isInstanceOf(InvalidInputException.class);
    }
}
