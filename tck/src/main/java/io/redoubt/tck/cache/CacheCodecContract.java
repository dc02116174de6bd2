package io.redoubt.tck.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.RawJson;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.tck.backend.RedisBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for codecs used in a cache: values that JSON cannot restore, codecs that fail, and codecs per region.
 */
@DisplayName("Codecs of the cache:")
public abstract class CacheCodecContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(Duration.ofMinutes(1));

    /** Enum whose constants have the same text. */
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

    record Purse(Money first, List<Money> all, Map<Money, Integer> amounts) {}

    sealed interface Shape permits Circle {}

    record Circle(int r) implements Shape {}

    interface Animal {}

    record Dog(String name) implements Animal {}

    /** Codec that shifts each byte of a text, so that no other codec reads what it wrote; fails as it is told. */
    private static final class ShiftingCodec implements Codec {

        @Override
        public byte[] encode(Object value) {
            if (value.equals("overflow")) {
                throw new StackOverflowError();
            }
            byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) 0xF5;
            }
            return bytes;
        }

        @Override
        public <T> T decode(byte[] bytes, TypeRef<T> type) {
            byte[] plain = bytes.clone();
            for (int i = 0; i < plain.length; i++) {
                plain[i] ^= (byte) 0xF5;
            }
            String text = new String(plain, StandardCharsets.UTF_8);
            switch (text) {
                case "null pointer" -> throw new NullPointerException();
                case "error" -> throw new StackOverflowError();
                default -> {
                    @SuppressWarnings("unchecked") // the tests ask for text
                    T value = (T) text;
                    return value;
                }
            }
        }
    }

    /** Codec whose bytes differ each time, as those of encryption. */
    private record RandomizedCodec(Codec codec) implements Codec {

        @Override
        public byte[] encode(Object value) {
            return codec.encode(value);
        }

        @Override
        public <T> T decode(byte[] bytes, TypeRef<T> type) {
            return codec.decode(bytes, type);
        }

        @Override
        public boolean isRandomized() {
            return true;
        }
    }

    @AfterEach
    final void deleteShardCount() {
        if (on() instanceof RedisBackend redis) {
            redis.keys().stream().filter(key -> key.endsWith(":shards")).forEach(key -> redis.raw("UNLINK", key));
        }
    }

    @Test
    @DisplayName("constants of an enum come back as themselves, wherever they are, even if their texts are the same")
    void enums() {
        Purse purse = new Purse(Money.CA, List.of(Money.CA, Money.US), Map.of(Money.CA, 1, Money.US, 2));
        cache().set("money", Money.CA, MINUTE);
        cache().set("purse", purse, MINUTE);
        SharedList<Money> list = cache().sharedList("list", Money.class, MINUTE);
        list.pushLast(Money.CA);
        SharedSet<Money> set = cache().sharedSet("set", Money.class, MINUTE);
        set.addAll(List.of(Money.CA, Money.US));

        assertThat(cache().get("money", Money.class)).contains(Money.CA);
        assertThat(cache().get("purse", Purse.class)).contains(purse);
        assertThat(list.popFirst()).contains(Money.CA);
        assertThat(set.members()).containsExactlyInAnyOrder(Money.CA, Money.US);
    }

    @Test
    @DisplayName("values of a sealed type come back from values, lists, sets and regions")
    void sealedTypes() {
        Circle circle = new Circle(1);
        cache().set("one", circle, MINUTE);
        cache().set("many", List.of(circle), MINUTE);
        SharedList<Shape> list = cache().sharedList("list", Shape.class, MINUTE);
        list.pushLast(circle);
        SharedSet<Shape> set = cache().sharedSet("set", Shape.class, MINUTE);
        set.add(circle);
        Region<String, Shape> region = region("shapes", Shape.class);
        region.put("1", circle);

        assertThat(cache().get("one", Shape.class)).contains(circle);
        assertThat(cache().get("many", new TypeRef<List<Shape>>() {})).contains(List.of(circle));
        assertThat(list.popFirst()).contains(circle);
        assertThat(set.contains(circle)).isTrue();
        assertThat(value(region)).contains(circle);
    }

    @Test
    @DisplayName("raw JSON is stored as it is, in values, lists, sets and regions, and others can be read as raw JSON")
    void rawJson() {
        RawJson json = RawJson.of(" { \"b\": 1E400,\n \"a\" : \"\\u0041\u20AC\" }\t");
        RawJson inner = RawJson.of("{ \"b\": 1E400}");
        cache().set("one", json, MINUTE);
        cache().set("many", List.of(inner), MINUTE);
        cache().set("number", 5, MINUTE);
        SharedList<RawJson> list = cache().sharedList("list", RawJson.class, MINUTE);
        list.pushLast(json);
        SharedSet<RawJson> set = cache().sharedSet("set", RawJson.class, MINUTE);
        set.add(json);
        Region<String, RawJson> region = region("json", RawJson.class);
        region.put("1", json);

        assertThat(cache().get("one", RawJson.class)).contains(json);
        assertThat(cache().get("many", new TypeRef<List<RawJson>>() {})).contains(List.of(inner));
        assertThat(cache().get("many", RawJson.class)).contains(RawJson.of("[{ \"b\": 1E400}]"));
        assertThat(cache().get("number", RawJson.class)).contains(RawJson.of("5"));
        assertThat(list.popFirst()).contains(json);
        assertThat(set.contains(json)).isTrue();
        assertThat(set.members()).containsExactly(json);
        assertThat(value(region)).contains(json);
        assertThat(region.get("2", key -> inner)).isEqualTo(inner);
        assertThat(region.lookup("2").value()).contains(inner);
        if (on() instanceof RedisBackend redis) {
            redis.raw("SET", redis.prefix() + "cache:foreign", " [1, 2 ] ", "PX", "60000");
            assertThat(cache().get("foreign", RawJson.class)).contains(RawJson.of(" [1, 2 ] "));
            assertThat(redis.raw("GET", redis.prefix() + "cache:one")).isEqualTo(json.text());
        }
        assertThatThrownBy(() -> cache().set("one", RawJson.of("{'a':1}"), MINUTE))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("RFC 8259");
        assertThat(cache().get("one", RawJson.class)).contains(json);
    }

    @Test
    @DisplayName("what could not be read back is refused, with the remedy, and nothing is stored")
    void refused() {
        Dog dog = new Dog("a");
        SharedList<Animal> list = cache().sharedList("list", Animal.class, MINUTE);
        SharedSet<Animal> set = cache().sharedSet("set", Animal.class, MINUTE);
        Region<String, Animal> region = region("animals", Animal.class);

        assertThatThrownBy(() -> list.pushLast(dog))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("@JsonTypeInfo");
        assertThatThrownBy(() -> set.add(dog)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> region.put("1", dog)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> cache().set("bits", BitSet.valueOf(new long[] {5}), MINUTE))
                .isInstanceOf(CodecException.class);
        Object unnamed = new Object() {
            @Override
            @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // what some classes do
            public String toString() {
                return null;
            }
        };
        assertThatThrownBy(() -> cache().set("unnamed", Map.of(unnamed, 1), MINUTE))
                .isInstanceOf(CodecException.class);
        for (String key : List.of("list", "set", "bits", "unnamed")) {
            assertThat(cache().exists(key)).as(key).isFalse();
        }
    }

    @Test
    @DisplayName("whatever a codec throws is a CodecException for writers, and a miss for readers")
    void failing() {
        CacheStore view = cache().withCodec(new ShiftingCodec());

        assertThatThrownBy(() -> view.set("k", "overflow", MINUTE)).isExactlyInstanceOf(CodecException.class);
        assertThat(view.exists("k")).isFalse();
        for (String value : List.of("null pointer", "error")) {
            view.set("k", value, MINUTE);
            assertThat(view.get("k", String.class)).as(value).isEmpty();
            SharedList<String> list = view.sharedList("list", String.class, MINUTE);
            list.pushLast(value);
            assertThat(list.popFirst()).as(value).isEmpty();
        }
    }

    @Test
    @DisplayName("a view has a codec of its own, on the same keys and statistics")
    void view() {
        CacheStore view = cache().withCodec(new ShiftingCodec());
        view.set("k", "secret", MINUTE);
        cache().set("plain", 7, MINUTE);

        assertThat(view.get("k", String.class)).contains("secret");
        assertThat(cache().get("k", Integer.class)).isEmpty();
        assertThat(cache().exists("k")).isTrue();
        assertThat(view.statistics().hits())
                .isEqualTo(cache().statistics().hits())
                .isEqualTo(1);
        assertThat(view.delete("plain")).isTrue();
    }

    @Test
    @DisplayName("a region has a codec of its own, which its pending writes use too, with bytes of any value")
    void region() throws InterruptedException {
        Region<String, String> region = cache().region(RegionSpec.of("shifted", String.class)
                .ttl(Duration.ofMinutes(1))
                .codec(new ShiftingCodec()));
        region.put("1", "secret");
        assertThat(value(region)).contains("secret");
        assertThat(value(region("shifted", Integer.class))).isEmpty();
        assertThat(value(region.as(String.class))).contains("secret");
        assertThat(value(region.withLoader(key -> "loaded"))).contains("secret");

        BlockingQueue<PendingWrite<String, String>> written = new LinkedBlockingQueue<>();
        WriteBehindSettings settings = WriteBehindSettings.defaults().shards(1);
        try (WriteBehind<String, String> behind = region.writeBehind(settings, written::addAll)) {
            assertThatThrownBy(() -> behind.put("2", "overflow")).isExactlyInstanceOf(CodecException.class);
            String every = new String(new char[] {0x00, 0x0A, 0x0D, 0x20, 0x3A, 0x3D, 0x7F, 0xFF, 0x20AC});
            behind.put("3", every);
            PendingWrite<String, String> write = written.poll(30, TimeUnit.SECONDS);
            assertThat(write).isNotNull();
            assertThat(write.value()).isEqualTo(every);
        }
    }

    @Test
    @DisplayName("a region of a view has the codec of the view, and so have its own views and its pending writes")
    void regionOfView() throws InterruptedException {
        Region<String, String> region = cache().withCodec(new ShiftingCodec())
                .region(RegionSpec.of("viewed", String.class).ttl(Duration.ofMinutes(1)));
        region.as(String.class).put("1", "secret");
        assertThat(value(region)).contains("secret");
        assertThat(value(region("viewed", String.class))).isEmpty();

        BlockingQueue<PendingWrite<String, String>> written = new LinkedBlockingQueue<>();
        WriteBehindSettings settings = WriteBehindSettings.defaults().shards(1);
        try (WriteBehind<String, String> behind = region.writeBehind(settings, written::addAll)) {
            assertThatThrownBy(() -> behind.put("2", "overflow")).isExactlyInstanceOf(CodecException.class);
            behind.put("3", "written");
            PendingWrite<String, String> write = written.poll(30, TimeUnit.SECONDS);
            assertThat(write).isNotNull();
            assertThat(write.value()).isEqualTo("written");
        }
    }

    @Test
    @DisplayName("a set refuses a codec that encodes equal elements differently, and lists do not")
    void randomized() {
        CacheStore view = cache().withCodec(new RandomizedCodec(new ShiftingCodec()));

        assertThatThrownBy(() -> view.sharedSet("set", String.class, MINUTE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("withCodec");
        SharedList<String> list = view.sharedList("list", String.class, MINUTE);
        list.pushLast("a");
        assertThat(list.popLast()).contains("a");
    }

    private static <V> Optional<V> value(Region<String, V> region) {
        return region.lookup("1") instanceof Lookup.Hit<V> hit ? Optional.of(hit.found()) : Optional.empty();
    }

    private <V> Region<String, V> region(String name, Class<V> type) {
        return cache().region(RegionSpec.of(name, type).ttl(Duration.ofMinutes(1)));
    }
}
