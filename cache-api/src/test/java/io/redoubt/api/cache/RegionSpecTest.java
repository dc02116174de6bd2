package io.redoubt.api.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The specification of a region")
final class RegionSpecTest {

    private final RegionSpec<String, Long> scores = RegionSpec.of("scores", Long.class);

    @Nested
    @DisplayName("has a name")
    final class Name {

        @ParameterizedTest
        @ValueSource(strings = {"a", "scores", "top-10", "a0-"})
        @DisplayName("of lower-case letters, digits and '-', a letter first")
        void good(String name) {
            assertThat(RegionSpec.of(name, Long.class).name()).isEqualTo(name);
        }

        @Test
        @DisplayName("of up to 64 characters")
        void length() {
            assertThat(RegionSpec.of("a".repeat(64), Long.class).name()).hasSize(64);
            assertThatThrownBy(() -> RegionSpec.of("a".repeat(65), Long.class))
                    .isInstanceOf(InvalidInputException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "A", "1a", "-a", "a b", "a:b", "a_b", "a{b}", "a*", "a\n", "\u00E4"})
        @DisplayName("and no other, so that a region never reaches into another")
        void bad(String name) {
            assertThatThrownBy(() -> RegionSpec.of(name, Long.class))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("bad region name '" + name + "'")
                    .hasMessageContaining("1 to 64 lower-case letters");
        }
    }

    @Nested
    @DisplayName("names entries")
    final class Entries {

        @Test
        @DisplayName("by the bare key, escaped, unless a template is given")
        void bare() {
            assertThat(scores.entry("a:b")).isEqualTo("a%3Ab");
        }

        @Test
        @DisplayName("by a template with one place")
        void template() {
            assertThat(scores.key("user:{id}:score").entry("4:2")).isEqualTo("user:4%3A2:score");
        }

        @ParameterizedTest
        @CsvSource({"scores,0", "'{a}:{b}',2"})
        @DisplayName("by no template with another number of places: it names the region, the template and the number")
        void places(String template, int places) {
            assertThatThrownBy(() -> scores.key(template))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'scores'")
                    .hasMessageContaining("'" + template + "'")
                    .hasMessageContaining("has " + places);
        }

        @Test
        @DisplayName("by keys of another type, once it is told their text")
        void keyedBy() {
            RegionSpec<Integer, Long> byNumber = scores.key("user:{id}").keyedBy(Integer.class, i -> "n" + i);

            assertThat(byNumber.entry(7)).isEqualTo("user:n7");
            assertThat(byNumber.name()).isEqualTo("scores");
        }

        @Test
        @DisplayName("whose keys can be made of their texts again, once it is told how")
        void fromText() {
            assertThat(scores.fromText("the test").apply("7")).isEqualTo("7");
            RegionSpec<Integer, Long> oneWay = scores.keyedBy(Integer.class, i -> "n" + i);
            assertThatThrownBy(() -> oneWay.fromText("the test"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("the test of region 'scores'")
                    .hasMessageContaining("keyedBy(type, toText, fromText)");
            assertThat(scores.keyedBy(Integer.class, i -> "n" + i, text -> Integer.valueOf(text.substring(1)))
                            .fromText("the test")
                            .apply("n7"))
                    .isEqualTo(7);
        }

        @Test
        @SuppressWarnings("NullAway")
        @DisplayName("never by a key that is empty or null")
        void noKey() {
            assertThatThrownBy(() -> scores.entry("")).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> scores.entry(null)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> scores.keyedBy(Integer.class, i -> null).entry(7))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Nested
    @DisplayName("needs a time to live")
    final class TimeToLive {

        @Test
        @DisplayName("and keeps it")
        void kept() {
            assertThat(scores.ttl(Duration.ofMinutes(5)).ttl()).isEqualTo(Duration.ofMinutes(5));
        }

        @Test
        @DisplayName("and says so, with its name, if there is none")
        void missing() {
            assertThatThrownBy(scores::ttl)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'scores'")
                    .hasMessageContaining(".ttl(duration)");
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0000009S", "P3650DT1S"})
        @DisplayName("within the bounds of Ttl")
        void bounds(Duration ttl) {
            assertThatThrownBy(() -> scores.ttl(ttl)).isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("that the longest Ttl may be")
        void longest() {
            assertThat(scores.ttl(Ttl.MAX).ttl()).isEqualTo(Ttl.MAX);
        }
    }

    @Test
    @DisplayName("is never changed: each method returns another")
    void immutable() {
        RegionSpec<String, Long> changed = scores.key("user:{id}").ttl(Duration.ofSeconds(1));

        assertThat(scores.template()).hasToString("{key}");
        assertThatThrownBy(scores::ttl).isInstanceOf(InvalidInputException.class);
        assertThat(changed.template()).hasToString("user:{id}");
        assertThat(changed.key("u:{id}").ttl()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("keeps the type of its values, parameters included")
    void type() {
        TypeRef<List<Long>> type = new TypeRef<>() {};

        assertThat(RegionSpec.of("lists", type).type()).isEqualTo(type);
        assertThat(scores.type()).isEqualTo(TypeRef.of(Long.class));
    }
}
