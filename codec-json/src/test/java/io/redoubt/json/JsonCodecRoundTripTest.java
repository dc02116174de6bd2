package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redoubt.api.TypeRef;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the JSON codec wrote, it reads as it was:")
final class JsonCodecRoundTripTest {

    private final JsonCodec codec = JsonCodec.create();

    enum Rank {
        NOVICE,
        MASTER
    }

    record Item(String name, int count) {}

    record Profile(
            String name,
            Optional<String> title,
            List<Item> items,
            Map<String, List<Item>> bags,
            Rank rank,
            Instant since,
            @Nullable Item favourite) {}

    record Page<T>(List<T> elements, long total) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain",
                "42",
                "4.2e1",
                "true",
                "null",
                "{}",
                "[]",
                "{\"a\":1}",
                "\"",
                "\"\"",
                "\"x\"",
                "\"a\" \"b\"",
                "\\\"",
                "\\",
                "a\nb\tc\r",
                "\u0000",
                "\u0001\u001F",
                "\u007F",
                "\u00E9",
                "e\u0301",
                "\u20AC",
                "\u2028",
                "\uD83D\uDE00",
                "\uD83D\uDE00\"",
                "\uFEFFx",
                "\uFFFF",
                "</script>",
                "'single'",
                "half a pair \uD83D"
            })
    @DisplayName("text, also where it looks like JSON")
    void text(String value) {
        assertThat(codec.decode(codec.encode(value), TypeRef.of(String.class))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("numbers, times and other plain values, to the last digit")
    void plain(Object value) {
        assertThat(codec.decode(codec.encode(value), TypeRef.of(value.getClass())))
                .isEqualTo(value);
    }

    static Stream<Object> values() {
        return Stream.of(
                0,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                (1L << 53) + 1,
                0.1,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                -0.0,
                1.1f,
                'x',
                true,
                (short) -3,
                (byte) 7,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.10"),
                new BigDecimal("0.1234567890123456789012345678901234567890"),
                new BigDecimal("1E+400"),
                Rank.MASTER,
                DayOfWeek.MONDAY,
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                URI.create("https://example.com/a?b=c"),
                Instant.parse("2026-11-23T06:07:08.123456789Z"),
                Instant.EPOCH,
                Instant.parse("-0001-01-01T00:00:00Z"),
                LocalDate.of(2026, 2, 28),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2026, 11, 23, 1, 2, 3, 999_999_999),
                Duration.ofSeconds(90, 1),
                Duration.ofNanos(-1),
                Period.of(1, 2, 3),
                Year.of(2026));
    }

    @ParameterizedTest
    @MethodSource("zoned")
    @DisplayName("times with a zone or an offset, which they keep")
    void zones(Object value) {
        assertThat((Object) codec.decode(codec.encode(value), TypeRef.of(value.getClass())))
                .isEqualTo(value);
    }

    static Stream<Object> zoned() {
        return Stream.of(
                ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 123_456_789, ZoneId.of("Europe/Berlin")),
                // The hour that comes twice: the offset tells which.
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("UTC")),
                ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneOffset.UTC),
                ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("+05:30")),
                OffsetDateTime.parse("2026-07-01T12:00:00.000000001+05:30"),
                OffsetDateTime.parse("2026-07-01T12:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("nested")
    @DisplayName("records, collections and Optional, nested in each other")
    void nested(Object value, TypeRef<?> type) {
        assertThat((Object) codec.decode(codec.encode(value), type)).isEqualTo(value);
    }

    static Stream<Arguments> nested() {
        Item sword = new Item("sword \u2694", 1);
        Profile profile = new Profile(
                "Ann",
                Optional.empty(),
                List.of(sword),
                Map.of("a", List.of(), "b", List.of(sword, sword)),
                Rank.NOVICE,
                Instant.parse("2026-11-23T00:00:00.000000001Z"),
                null);
        return Stream.of(
                arguments(sword, TypeRef.of(Item.class)),
                arguments(profile, TypeRef.of(Profile.class)),
                arguments(List.of(sword, sword), new TypeRef<List<Item>>() {}),
                arguments(Map.of("x", Set.of(Rank.MASTER)), new TypeRef<Map<String, Set<Rank>>>() {}),
                arguments(Map.of(7L, "seven"), new TypeRef<Map<Long, String>>() {}),
                arguments(new EnumMap<>(Map.of(Rank.NOVICE, 1)), new TypeRef<EnumMap<Rank, Integer>>() {}),
                arguments(new Page<>(List.of(sword), 1L << 60), new TypeRef<Page<Item>>() {}),
                arguments(new Page<>(List.of(List.of(Rank.MASTER)), 0), new TypeRef<Page<List<Rank>>>() {}),
                arguments(Optional.of(sword), new TypeRef<Optional<Item>>() {}),
                arguments(Optional.empty(), new TypeRef<Optional<Item>>() {}),
                arguments(OptionalLong.of(5), TypeRef.of(OptionalLong.class)),
                arguments(List.of("42", "null", "\"x\""), new TypeRef<List<String>>() {}),
                arguments(Arrays.asList(1, null), new TypeRef<List<Integer>>() {}),
                arguments(Map.of("", ""), new TypeRef<Map<String, String>>() {}));
    }

    @Test
    @DisplayName("bytes, each of them")
    void bytes() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        assertThat(codec.decode(codec.encode(all), TypeRef.of(byte[].class))).isEqualTo(all);
        assertThat(codec.decode(codec.encode(new byte[0]), TypeRef.of(byte[].class)))
                .isEmpty();
        assertThat(codec.decode(codec.encode(new int[][] {{1}, {}}), TypeRef.of(int[][].class)))
                .isDeepEqualTo(new int[][] {{1}, {}});
    }

    @Test
    @DisplayName("and others read it too: it is plain JSON, times as ISO 8601 text")
    void readable() {
        assertThat(codec.encode("x\"\u20AC")).asString(UTF_8).isEqualTo("\"x\\\"\u20AC\"");
        assertThat(codec.encode(new Item("a", 2))).asString(UTF_8).isEqualTo("{\"name\":\"a\",\"count\":2}");
        assertThat(codec.encode(42L)).asString(UTF_8).isEqualTo("42");
        assertThat(codec.encode(Map.of("at", Instant.EPOCH)))
                .asString(UTF_8)
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\"}");
        assertThat(codec.encode(List.of(Duration.ofMinutes(1), LocalDate.EPOCH)))
                .asString(UTF_8)
                .isEqualTo("[\"PT1M\",\"1970-01-01\"]");
    }
}
