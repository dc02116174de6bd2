package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bytes of other programs, and values that fail, are a CodecException of the JSON codec:")
final class JsonCodecHostileTest {

    private final JsonCodec codec = JsonCodec.create();

    record Sample(int number, List<String> texts, Map<Integer, BigDecimal> amounts) {}

    /** Class whose accessor never returns. */
    static final class Endless {

        @SuppressWarnings("InfiniteRecursion") // the subject of the test
        public int getValue() {
            return getValue();
        }
    }

    /** Class whose accessor needs a class that cannot be initialised. */
    static final class Broken {

        public int getValue() {
            return Constant.VALUE;
        }

        private static final class Constant {

            static final int VALUE = Integer.parseInt("broken");
        }
    }

    static Stream<String> shapes() {
        return Stream.of(
                "1E2147483648",
                "-1E2147483648",
                "1E-2147483649",
                "1E2147483647",
                "1E999999999999999999999",
                "0.1E2147483648",
                "\"1E2147483648\"",
                "\"1E2147483647\"",
                "[1E2147483648]",
                "{\"1E2147483648\":1E2147483648}",
                "{\"number\":1E2147483648}",
                "{\"amounts\":{\"1\":1E2147483648}}",
                "9".repeat(1_001),
                "9".repeat(1_000_000),
                "0." + "9".repeat(100_000),
                "\"" + "9".repeat(1_000_000) + "\"",
                "-",
                "1e",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "[".repeat(400) + "]".repeat(400),
                "\"" + "a".repeat(2_000_000) + "\"",
                "\"P" + "9".repeat(1_000) + "D\"",
                "\"+999999999999-01-01\"",
                "\"\\uD800\"",
                "\"\u0000\"",
                "\u0000",
                "{\"@class\":\"java.lang.Object\"}",
                "{\"\":1}",
                "[null]",
                "{\"a\":null}",
                "null",
                "\"((((((((((a+)+)+)+)+)+)+)+)+)+$\"",
                "\uFEFF1",
                "NaN",
                "Infinity",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "");
    }

    static final List<TypeRef<?>> TYPES = List.of(
            TypeRef.of(BigDecimal.class),
            TypeRef.of(BigInteger.class),
            TypeRef.of(Integer.class),
            TypeRef.of(Long.class),
            TypeRef.of(Double.class),
            TypeRef.of(Number.class),
            TypeRef.of(AtomicLong.class),
            TypeRef.of(Boolean.class),
            TypeRef.of(Character.class),
            TypeRef.of(byte[].class),
            TypeRef.of(int[].class),
            TypeRef.of(Instant.class),
            TypeRef.of(Duration.class),
            TypeRef.of(LocalDate.class),
            TypeRef.of(ZonedDateTime.class),
            TypeRef.of(Year.class),
            TypeRef.of(ZoneId.class),
            TypeRef.of(Date.class),
            TypeRef.of(Calendar.class),
            TypeRef.of(UUID.class),
            TypeRef.of(URI.class),
            TypeRef.of(Locale.class),
            TypeRef.of(Currency.class),
            TypeRef.of(Pattern.class),
            TypeRef.of(InetSocketAddress.class),
            TypeRef.of(BitSet.class),
            TypeRef.of(Class.class),
            TypeRef.of(OptionalLong.class),
            TypeRef.of(OptionalDouble.class),
            TypeRef.of(Object.class),
            TypeRef.of(Sample.class),
            TypeRef.of(SampleTypes.Money.class),
            TypeRef.of(SampleTypes.Shape.class),
            TypeRef.of(SampleTypes.Animal.class),
            new TypeRef<List<BigDecimal>>() {},
            new TypeRef<TreeSet<Object>>() {},
            new TypeRef<TreeMap<BigDecimal, Duration>>() {},
            new TypeRef<EnumMap<SampleTypes.Money, Instant>>() {},
            new TypeRef<EnumSet<SampleTypes.Money>>() {},
            new TypeRef<Optional<Instant>>() {},
            new TypeRef<Map<Instant, Duration>>() {});

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("read as any type, they are a value or a CodecException, and nothing else")
    void foreign(String json) {
        for (TypeRef<?> type : TYPES) {
            try {
                codec.decode(json.getBytes(UTF_8), type);
            } catch (CodecException e) {
                // the one exception that readers know
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {BigDecimal.class, BigInteger.class, Instant.class, Duration.class, Long.class})
    @DisplayName("a number that would explode is one")
    void exploding(Class<?> type) {
        assertThatThrownBy(() -> codec.decode("1E2147483648".getBytes(UTF_8), TypeRef.of(type)))
                .isExactlyInstanceOf(CodecException.class);
    }

    @Test
    @DisplayName("a value whose accessor overflows the stack, whose class fails, or that is nested too deeply is one")
    void errors() {
        assertThatThrownBy(() -> codec.encode(new Endless())).isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(new Broken())).isExactlyInstanceOf(CodecException.class);
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(deep);
            deep = outer;
        }
        List<Object> value = deep;
        assertThatThrownBy(() -> codec.encode(value)).isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(value, new TypeRef<List<Object>>() {}))
                .isExactlyInstanceOf(CodecException.class);
    }
}
