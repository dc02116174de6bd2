package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import io.redoubt.json.SampleTypes.Animal;
import io.redoubt.json.SampleTypes.Bodied;
import io.redoubt.json.SampleTypes.Cat;
import io.redoubt.json.SampleTypes.Circle;
import io.redoubt.json.SampleTypes.Dog;
import io.redoubt.json.SampleTypes.Holder;
import io.redoubt.json.SampleTypes.Money;
import io.redoubt.json.SampleTypes.Page;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The polymorphic JSON codec")
final class PolymorphicJsonCodecTest {

    private static final TypeRef<Object> OBJECT = TypeRef.of(Object.class);

    private final PolymorphicJsonCodec codec = PolymorphicJsonCodec.of(AllowedTypes.types(
            Dog.class,
            Circle.class,
            Money.class,
            Bodied.class,
            Page.class,
            Holder.OfObject.class,
            Holder.OfAnimal.class));

    /** Class whose instantiation would be an attacker's goal. */
    static final class Gadget {

        static final AtomicInteger MADE = new AtomicInteger();

        public String name = "";

        Gadget() {
            MADE.incrementAndGet();
        }
    }

    static Stream<Object> values() {
        return Stream.of(
                1,
                1L,
                1.5f,
                'c',
                "text",
                true,
                new BigDecimal("1.10"),
                Instant.EPOCH,
                ZoneId.of("Europe/Paris"),
                new UUID(1, 2),
                Money.CA,
                Bodied.B,
                new Dog("a"),
                new Holder.OfAnimal(new Dog("a")),
                new Holder.OfObject(5L),
                new Holder.OfObject(List.of(1L, Instant.EPOCH, Money.CA, new Circle(1))),
                new Page<>(new Circle(1), List.of(new Circle(2))),
                List.of(1L, "a", new Dog("b")),
                Arrays.asList(1, null),
                Set.of(1L),
                Map.of("a", Instant.EPOCH, "b", new Dog("a")),
                new EnumMap<>(Map.of(Money.CA, 1L)),
                new long[] {1},
                new Object[] {1L, "a"});
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("brings back values of listed classes, whatever they are declared as")
    void values(Object value) {
        Object read = codec.decode(codec.encode(value), OBJECT);

        assertThat(java.util.Objects.deepEquals(read, value)).as("%s", read).isTrue();
    }

    @Test
    @DisplayName("brings them back as the type that the reader asks for, and as no other")
    void asked() {
        byte[] dog = codec.encode(new Dog("a"));

        assertThat(codec.decode(dog, TypeRef.of(Animal.class))).isEqualTo(new Dog("a"));
        assertThat(codec.decode(codec.encode(7), TypeRef.of(int.class))).isEqualTo(7);
        assertThatThrownBy(() -> codec.decode(dog, TypeRef.of(Circle.class))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode("null".getBytes(UTF_8), OBJECT)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"@class\":\"%s\",\"name\":\"x\"}",
                "[\"%s\",{\"name\":\"x\"}]",
                "[\"java.util.ArrayList<%s>\",[{\"name\":\"x\"}]]",
                "{\"@class\":\"java.util.HashMap<java.lang.String,%s>\",\"a\":{\"name\":\"x\"}}",
                "[\"java.util.EnumMap<io.redoubt.json.SampleTypes$Money,%s>\",{\"CA\":{}}]",
                "[\"[L%s;\",[{}]]",
                "[\"[[L%s;\",[[{}]]]",
                "{\"@class\":\"io.redoubt.json.SampleTypes$Holder$OfObject\",\"object\":{\"@class\":\"%s\"}}",
                "[\"java.util.logging.FileHandler\",{}]",
                "[\"java.lang.Thread\",{}]",
                "[\"\",{}]"
            })
    @DisplayName("creates nothing that is not listed, however the bytes name it")
    void gadgets(String json) {
        byte[] bytes = json.formatted(Gadget.class.getName()).getBytes(UTF_8);

        assertThatThrownBy(() -> codec.decode(bytes, OBJECT)).isExactlyInstanceOf(CodecException.class);
        assertThat(Gadget.MADE).hasValue(0);
    }

    static Stream<Object> refused() {
        return Stream.of(
                new Gadget(),
                List.of(new Gadget()),
                Map.of("a", new Cat("a")),
                new Holder.OfObject(new Cat("a")),
                new Object[] {new Cat("a")},
                Optional.of(1),
                Map.of(1, 1),
                BitSet.valueOf(new long[] {5}),
                new Thread("x"),
                new Object());
    }

    @ParameterizedTest
    @MethodSource("refused")
    @DisplayName("refuses to write what it would not read, and names the remedy")
    void refused(Object value) {
        assertThatThrownBy(() -> codec.encode(value))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining(value.getClass().getName());
    }

    @Test
    @DisplayName("takes packages of the application, and none of the JDK")
    void packages() {
        PolymorphicJsonCodec own = PolymorphicJsonCodec.of(AllowedTypes.packages("io.redoubt.json"));

        assertThat(own.decode(own.encode(new Cat("a")), OBJECT)).isEqualTo(new Cat("a"));
        assertThatThrownBy(() -> codec.decode(own.encode(new Cat("a")), OBJECT)).isInstanceOf(CodecException.class);
        for (String bad : List.of("", "com", "java.util", "javax.naming", "com.sun.rowset", "com.example.", "a b.c")) {
            assertThatThrownBy(() -> AllowedTypes.packages(bad)).isInstanceOf(InvalidInputException.class);
        }
        assertThat(AllowedTypes.packages("com.example").allowsName("com.examples.X"))
                .isFalse();
    }

    record Envelope(RawJson payload) {}

    @Test
    @DisplayName("refuses raw JSON, also a listed one, since its text names no class")
    void rawJson() {
        PolymorphicJsonCodec listing = PolymorphicJsonCodec.of(
                AllowedTypes.types(RawJson.class, Envelope.class).andPackages("io.redoubt.api"));
        for (Object value :
                List.of(RawJson.of("{}"), new Envelope(RawJson.of("{}")), List.of(RawJson.of("{}")), new RawJson[] {
                    RawJson.of("{}")
                })) {
            assertThatThrownBy(() -> listing.encode(value))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("its text names no class: use the JsonCodec for it");
        }
        for (String json :
                List.of("[\"io.redoubt.api.RawJson\",{}]", "{\"@class\":\"io.redoubt.api.RawJson\"}", "{}")) {
            assertThatThrownBy(() -> listing.decode(json.getBytes(UTF_8), TypeRef.of(RawJson.class)))
                    .isExactlyInstanceOf(CodecException.class);
        }
    }
}
