package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.session.NewSession;
import io.redoubt.codec.CompressingCodec;
import io.redoubt.codec.EncryptingCodec;
import io.redoubt.codec.EncryptionKeys;
import io.redoubt.json.AllowedTypes;
import io.redoubt.json.JsonCodec;
import io.redoubt.json.PolymorphicJsonCodec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Round trips of values through every way in which they are stored. The types that the codec knows have a test there.
 */
@DisplayName("Whatever way a value is stored, it is read as it was written, or refused by a CodecException")
final class RoundTripTest {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    /** JSON that no mapper would write so: white space, numbers and escapes as no Java value has them. */
    private static final RawJson RAW =
            RawJson.of("{ \"b\" : [1E400, 0.10 ], \"a\":\"\\u0041\\/\u20AC\",\n\"a\": null }");

    /** Ways by which the codec does not know the type that the reader asks for. */
    private static final Set<String> UNTYPED = Set.of("set", "setAll", "setIfAbsent", "session attribute");

    /** Value, and the type that its reader asks for. */
    private record Sample(Object value, TypeRef<?> type) {}

    /** Way to store a value and to read it again. */
    @FunctionalInterface
    private interface Way {
        @Nullable
        Object through(Object value, TypeRef<Object> type) throws Exception;
    }

    enum Money {
        US("$"),
        CA("$");

        private final String sign;

        Money(String sign) {
            this.sign = sign;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    sealed interface Shape {}

    record Circle(int r) implements Shape {}

    record Purse(Money money, List<Money> all, Map<Money, Long> sums, Optional<Shape> shape, Instant since) {}

    record Anything(Object held) {}

    interface Open {}

    record Secret(int i) implements Open {}

    record Holder(Open open) {}

    record Event(String name, RawJson payload) {}

    @SuppressWarnings("JavaUtilDate") // a type that applications have
    private static List<Sample> samples() {
        List<Sample> all = new ArrayList<>();
        for (Object value : List.of(
                true,
                'x',
                (byte) 7,
                (short) -3,
                1,
                5L,
                Long.MAX_VALUE,
                1.5f,
                -0.0,
                Double.NaN,
                "text",
                "\"",
                "42",
                new BigDecimal("1.10"),
                new BigDecimal("1E+400"),
                BigInteger.TEN.pow(30),
                new UUID(1, 2),
                URI.create("https://example.com"),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                DayOfWeek.FRIDAY,
                Money.CA,
                new Circle(1),
                new Date(5),
                Instant.EPOCH,
                Instant.MAX,
                Duration.ofNanos(-1),
                Period.of(1, 2, 3),
                LocalDate.MIN,
                Year.of(2026),
                OffsetDateTime.parse("2026-07-01T12:00:00.000000001+05:30"),
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                new Purse(Money.CA, List.of(Money.CA), Map.of(Money.CA, 5L), Optional.of(new Circle(2)), Instant.EPOCH),
                new Anything(5),
                new Anything(5L),
                new Anything(Instant.EPOCH),
                new Anything(Set.of(1)),
                new Holder(new Secret(1)),
                BitSet.valueOf(new long[] {5}),
                new Semaphore(1),
                new Thread("x"),
                new Object(),
                new AtomicLong(3),
                new byte[] {1, -1},
                new int[] {1},
                new long[0],
                new Money[] {Money.CA},
                RAW,
                RawJson.of(" [1.10 ]\n"),
                RawJson.of("\"" + "x".repeat(5_000) + "\""),
                RawJson.of("not JSON"),
                RawJson.of("null"),
                new Event("x", RAW),
                new RawJson[] {RAW, RawJson.of("2")},
                new Object[] {1L},
                new Object[] {1, "a"},
                new RuntimeException("x"))) {
            all.add(new Sample(value, TypeRef.of(value.getClass())));
        }
        all.add(new Sample(new Circle(1), TypeRef.of(Shape.class)));
        all.add(new Sample(new Secret(1), TypeRef.of(Open.class)));
        all.add(new Sample(List.of(1L), new TypeRef<List<Long>>() {}));
        all.add(new Sample(List.of(Instant.EPOCH), new TypeRef<List<Instant>>() {}));
        all.add(new Sample(List.of(new Circle(1)), new TypeRef<List<Shape>>() {}));
        all.add(new Sample(Set.of(Money.CA), new TypeRef<Set<Money>>() {}));
        all.add(new Sample(EnumSet.of(Money.CA), new TypeRef<EnumSet<Money>>() {}));
        all.add(new Sample(new TreeSet<>(Set.of(1)), new TypeRef<TreeSet<Integer>>() {}));
        all.add(new Sample(Map.of("a", 5L), new TypeRef<Map<String, Long>>() {}));
        all.add(new Sample(Map.of(Money.CA, 1), new TypeRef<Map<Money, Integer>>() {}));
        all.add(new Sample(new EnumMap<>(Map.of(Money.CA, 1)), new TypeRef<EnumMap<Money, Integer>>() {}));
        all.add(new Sample(new TreeMap<>(Map.of(1, 2)), new TypeRef<TreeMap<Integer, Integer>>() {}));
        all.add(new Sample(
                new HashMap<>(Map.of("a", BitSet.valueOf(new long[] {5}))), new TypeRef<HashMap<String, BitSet>>() {}));
        all.add(new Sample(List.of(RAW, RawJson.of("1")), new TypeRef<List<RawJson>>() {}));
        all.add(new Sample(Map.of("a", RAW), new TypeRef<Map<String, RawJson>>() {}));
        all.add(new Sample(Optional.of("a"), new TypeRef<Optional<String>>() {}));
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, json",
        "embedded, compressing",
        "embedded, encrypting",
        "embedded, polymorphic",
        "lettuce, json",
        "lettuce, compressing",
        "jedis, json",
        "jedis, encrypting",
        "jedis, polymorphic"
    })
    @DisplayName("on every backend, with every codec")
    void roundTrips(String backend, String codecName) throws Exception {
        RedisServer server = RedisServers.shared();
        String prefix = "trips-" + backend + "-" + codecName + "-"
                + ProcessHandle.current().pid() + ":";
        List<String> problems = new ArrayList<>();
        try (Redoubt redoubt = open(backend, codec(codecName), server, prefix)) {
            for (Map.Entry<String, Way> way : ways(redoubt, codecName).entrySet()) {
                int equal = 0;
                for (Sample sample : samples()) {
                    if (UNTYPED.contains(way.getKey()) && sample.type.equals(TypeRef.of(Open.class))) {
                        continue; // the codec cannot know that the reader will ask for an interface
                    }
                    @SuppressWarnings("unchecked") // whatever the type is, its values are objects
                    TypeRef<Object> type = (TypeRef<Object>) sample.type;
                    String what = way.getKey() + ": " + sample.value.getClass().getSimpleName() + " as " + type;
                    try {
                        @Nullable Object read = way.getValue().through(sample.value, type);
                        if (same(read, sample.value)) {
                            equal++;
                        } else {
                            problems.add(what + " was read as " + read);
                        }
                    } catch (CodecException e) {
                        // the second permitted outcome
                    } catch (Exception e) {
                        problems.add(what + ": " + e);
                    }
                }
                assertThat(equal).as(way.getKey()).isGreaterThan(30);
            }
        } finally {
            try (RawRedis raw = server.raw()) {
                raw.texts("KEYS", prefix + "*").forEach(key -> raw.call("DEL", key));
            }
        }
        assertThat(problems).isEmpty();
    }

    private static boolean same(@Nullable Object read, Object written) {
        return Objects.deepEquals(read, written)
                || (written instanceof AtomicLong && String.valueOf(read).equals(written.toString()));
    }

    private static Map<String, Way> ways(Redoubt redoubt, String codecName) {
        CacheStore cache = redoubt.cache();
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("set", (value, type) -> {
            cache.set("k", value, MINUTE);
            return cache.get("k", type).orElse(null);
        });
        ways.put("setAll", (value, type) -> {
            cache.setAll(Map.of("k", value), MINUTE);
            return cache.getAll(List.of("k"), type).get("k");
        });
        ways.put("setIfAbsent", (value, type) -> {
            cache.delete("k");
            cache.setIfAbsent("k", value, MINUTE);
            return cache.get("k", type).orElse(null);
        });
        ways.put("list", (value, type) -> {
            cache.delete("list");
            cache.sharedList("list", type, MINUTE).pushLast(value);
            return cache.sharedList("list", type, MINUTE).popFirst().orElse(null);
        });
        if (!codecName.equals("encrypting")) {
            ways.put("set of elements", (value, type) -> {
                cache.delete("elements");
                cache.sharedSet("elements", type, MINUTE).add(value);
                if (!cache.sharedSet("elements", type, MINUTE).contains(value)) {
                    throw new IllegalStateException("not contained");
                }
                return cache.sharedSet("elements", type, MINUTE).members().stream()
                        .findFirst()
                        .orElse(null);
            });
        }
        ways.put("region", (value, type) -> {
            Region<String, Object> region = region(cache, "put", type);
            region.put("k", value);
            return region.lookup("k").value().orElse(null);
        });
        ways.put("loaded by a region", (value, type) -> {
            Region<String, Object> region = region(cache, "load", type);
            region.invalidate("k");
            region.get("k", key -> value);
            // A value that cannot be stored is returned to its caller, and is not stored.
            return region.lookup("k").value().orElseThrow(() -> new CodecException("not stored", null));
        });
        ways.put("write-behind", (value, type) -> {
            Map<String, Object> source = new ConcurrentHashMap<>();
            Semaphore written = new Semaphore(0);
            try (var writes = region(cache, "late", type)
                    .writeBehind(
                            WriteBehindSettings.defaults()
                                    .shards(1)
                                    .poll(ofMillis(20))
                                    .drainWithin(ofSeconds(30)),
                            batch -> {
                                batch.forEach(write -> source.put(write.key(), Objects.requireNonNull(write.value())));
                                written.release();
                            })) {
                writes.put("k", value);
                written.acquire();
            }
            return source.get("k");
        });
        ways.put("session attribute", (value, type) -> {
            String id = redoubt.sessions()
                    .create(NewSession.of("u").attribute("hero", value))
                    .id();
            return redoubt.sessions()
                    .find(id)
                    .orElseThrow()
                    .attribute("hero", type)
                    .orElse(null);
        });
        return ways;
    }

    private static Region<String, Object> region(CacheStore cache, String name, TypeRef<Object> type) {
        return cache.region(RegionSpec.of(name, type).ttl(ofMinutes(5)));
    }

    private static Codec codec(String name) {
        return switch (name) {
            case "compressing" -> CompressingCodec.wrap(JsonCodec.create());
            case "encrypting" ->
                EncryptingCodec.wrap(
                        JsonCodec.create(),
                        EncryptionKeys.writing(
                                "k1",
                                "0123456789abcdef0123456789abcdef"
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            case "polymorphic" -> PolymorphicJsonCodec.of(AllowedTypes.packages("io.redoubt"));
            default -> JsonCodec.create();
        };
    }

    private static Redoubt open(String backend, Codec codec, RedisServer server, String prefix) {
        RedoubtSettings.Builder settings =
                RedoubtSettings.builder().keyPrefix(prefix).codec(codec);
        return backend.equals("embedded")
                ? Redoubt.embedded(settings.build())
                : Redoubt.connect(settings.driver(backend)
                        .redis(RedisSettings.builder()
                                .node(new Node(server.host(), server.port()))
                                .commandTimeout(ofSeconds(30))
                                .connectTimeout(ofSeconds(30))
                                .build())
                        .build());
    }
}
